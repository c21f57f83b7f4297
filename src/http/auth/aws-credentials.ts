import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProviderError } from '../../core/errors.ts';
import { openSecret } from '../../core/secret.ts';
import type { AuthParts } from './authenticator.ts';
import { missingKey } from './missing-key.ts';

export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** Tools that renew short-lived credentials rewrite the file; it is read again after this long. */
const FILE_AGE_MS = 60_000;

/** AWS credentials from the usual variables, else from a profile of the shared file. Throws `not_configured`. */
export function awsCredentials(parts: AuthParts): () => Promise<AwsCredentials> {
  let fromFile: { readonly found: Promise<AwsCredentials>; readonly readAt: number } | undefined;
  return async () => {
    const fromVariables = variableCredentials(parts);
    if (fromVariables !== undefined) return fromVariables;
    if (fromFile === undefined || parts.now() - fromFile.readAt >= FILE_AGE_MS) {
      const found = fileCredentials(parts);
      fromFile = { found, readAt: parts.now() };
      found.catch(() => {
        fromFile = undefined;
      });
    }
    return fromFile.found;
  };
}

function variableCredentials({ config }: AuthParts): AwsCredentials | undefined {
  const value = (name: string): string | undefined => {
    const secret = config.secret(name);
    return secret === undefined ? undefined : openSecret(secret).trim() || undefined;
  };
  const accessKeyId = value('AWS_ACCESS_KEY_ID');
  const secretAccessKey = value('AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: value('AWS_SESSION_TOKEN') };
}

async function fileCredentials({ config, provider }: AuthParts): Promise<AwsCredentials> {
  const path = config.variable('AWS_SHARED_CREDENTIALS_FILE') ?? join(homedir(), '.aws', 'credentials');
  const profile = config.variable('AWS_PROFILE') ?? 'default';
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw missingKey(provider, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);
  const values = profileOf(text, profile);
  const accessKeyId = values.get('aws_access_key_id');
  const secretAccessKey = values.get('aws_secret_access_key');
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken: values.get('aws_session_token') };
  }
  throw new ProviderError('not_configured', {
    provider: provider.id,
    message: `The profile ${profile} of the AWS credentials file holds no access key.`,
    hint: 'Profiles of SSO or a role must be exported first: `aws configure export-credentials --format env`.',
    processed: false,
  });
}

/** The entries of `[name]` in an INI file; a key whose value is empty is absent. */
function profileOf(text: string, name: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(.*?)\s*\]/.exec(line);
    if (section !== null) isInside = section[1] === name;
    const [, key, value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (isInside && key !== undefined && value !== undefined) values.set(key.toLowerCase(), value);
  }
  return values;
}
