import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { ProviderError } from '../../core/errors.ts';
import type { AuthParts } from './authenticator.ts';

/** Who signs: `tenancy/user/fingerprint`, or a session token, and the RSA key. */
export type OciIdentity = { readonly keyId: string; readonly key: KeyObject; readonly secrets: readonly string[] };

const NEEDED = ['tenancy', 'user', 'fingerprint', 'key_file'] as const;
const NEEDED_IN_SESSION = ['key_file', 'security_token_file'] as const;

/**
 * The identity in a section of Oracle's configuration file. Throws `not_configured` naming what is missing; no text holds
 * anything of the key.
 */
export async function readOciConfig(file: string, { config, provider }: AuthParts): Promise<OciIdentity> {
  const profile = config.variable('OCI_CONFIG_PROFILE') ?? config.variable('OCI_CLI_PROFILE') ?? 'DEFAULT';
  const fault = (message: string, hint?: string): ProviderError =>
    new ProviderError('not_configured', { provider: provider.id, message, hint, processed: false });
  const contentOf = (path: string, what: string): Promise<string> =>
    readFile(path, 'utf8').catch(() => {
      throw fault(`The ${what} of ${provider.name} cannot be read.`, `Look at ${path}.`);
    });

  const path = expanded(file, process.cwd());
  const sections = sectionsOf(await contentOf(path, 'configuration file'));
  const section = sections.get(profile);
  if (section === undefined) {
    const known = [...sections.keys()].join(', ');
    throw fault(`OCI_CONFIG_FILE has no section [${profile}].`, `Set OCI_CONFIG_PROFILE to one of: ${known}.`);
  }
  // As Oracle's own clients do, a section takes what it leaves out from [DEFAULT].
  const saidOf = (name: string): string | undefined => section.get(name) ?? sections.get('DEFAULT')?.get(name);
  const isSession = section.has('security_token_file');
  const missing = (isSession ? NEEDED_IN_SESSION : NEEDED).filter((name) => saidOf(name) === undefined);
  if (missing.length > 0) throw fault(`Section [${profile}] of OCI_CONFIG_FILE lacks ${missing.join(', ')}.`);

  const fileIn = (name: string): string => expanded(saidOf(name) ?? '', dirname(path));
  const key = keyOf(await contentOf(fileIn('key_file'), 'key file'), saidOf('pass_phrase'));
  if (key === undefined) throw fault('The key_file of OCI_CONFIG_FILE holds no RSA key that its pass_phrase opens.');
  if (!isSession) {
    return { keyId: `${saidOf('tenancy')}/${saidOf('user')}/${saidOf('fingerprint')}`, key, secrets: [] };
  }
  const token = (await contentOf(fileIn('security_token_file'), 'session token')).trim();
  return { keyId: `ST$${token}`, key, secrets: [token] };
}

/** The sections of an INI file. */
function sectionsOf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const name = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim();
    if (name !== undefined) {
      current = new Map();
      sections.set(name, current);
      continue;
    }
    const [, key, value] = /^\s*([^#;=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined && value !== '') current.set(key, value);
  }
  return sections;
}

const expanded = (path: string, folder: string): string => {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : join(folder, path);
};

function keyOf(pem: string, passphrase: string | undefined): KeyObject | undefined {
  // Oracle's console appends a line such as OCI_API_KEY to the file.
  const key = /-----BEGIN [\s\S]+?-----END [^-]+-----/.exec(pem)?.[0];
  try {
    const opened = key === undefined ? undefined : createPrivateKey({ key, passphrase });
    return opened?.asymmetricKeyType === 'rsa' ? opened : undefined;
  } catch {
    return undefined;
  }
}
