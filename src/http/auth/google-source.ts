import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ProviderError } from '../../core/errors.ts';
import type { AuthParts } from './authenticator.ts';
import type { Exchange } from './exchange.ts';
import { missingKey } from './missing-key.ts';

const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const METADATA_HOST = '169.254.169.254';
const LIFETIME_S = 3600;

type Asker = { readonly parts: AuthParts; readonly env: Exchange['env'] };

const serviceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  token_uri: z.string().optional(),
});
const authorizedUser = z.object({
  type: z.literal('authorized_user'),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
});
const credentialsFile = z.discriminatedUnion('type', [serviceAccount, authorizedUser]);

/**
 * How an access token can be had: the file of `GOOGLE_APPLICATION_CREDENTIALS`, else what `LLMKIT_GOOGLE_ADC` allows:
 * `gcloud` (the file that `gcloud auth application-default login` writes) or `metadata` (the server of the machine, a
 * link-local address that is never asked without being told to). Throws `not_configured`.
 */
export async function googleSource(scope: string, parts: AuthParts): Promise<Exchange> {
  const { config, provider } = parts;
  const named = config.variable('GOOGLE_APPLICATION_CREDENTIALS');
  const allowed = config.variable('LLMKIT_GOOGLE_ADC');
  if (named === undefined && allowed === 'metadata') return metadataRequest(scope, parts);
  const folder = config.variable('CLOUDSDK_CONFIG') ?? join(homedir(), '.config', 'gcloud');
  const path = named ?? (allowed === 'gcloud' ? join(folder, 'application_default_credentials.json') : undefined);
  if (path === undefined) throw missingKey(provider, ['GOOGLE_APPLICATION_CREDENTIALS']);
  const env = [named === undefined ? 'LLMKIT_GOOGLE_ADC' : 'GOOGLE_APPLICATION_CREDENTIALS'];
  const file = credentialsFile.safeParse(await readJson(path));
  if (!file.success) {
    throw new ProviderError('not_configured', {
      provider: provider.id,
      message: 'The Google credentials file cannot be read, or is neither of a service account nor of a user.',
      hint: 'Point GOOGLE_APPLICATION_CREDENTIALS at the JSON key of a service account, or set GOOGLE_ACCESS_TOKEN.',
      processed: false,
    });
  }
  return file.data.type === 'service_account'
    ? accountRequest(file.data, scope, { parts, env })
    : formRequest(tokenUrl(undefined, parts), env, {
        grant_type: 'refresh_token',
        client_id: file.data.client_id,
        client_secret: file.data.client_secret,
        refresh_token: file.data.refresh_token,
      });
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests */
function accountRequest(account: z.infer<typeof serviceAccount>, scope: string, { parts, env }: Asker): Exchange {
  const url = tokenUrl(account.token_uri, parts);
  const issuedAt = Math.floor(parts.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = [
    part({
      alg: 'RS256',
      typ: 'JWT',
      ...(account.private_key_id === undefined ? {} : { kid: account.private_key_id }),
    }),
    part({ iss: account.client_email, scope, aud: url.href, iat: issuedAt, exp: issuedAt + LIFETIME_S }),
  ].join('.');
  return formRequest(url, env, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${unsigned}.${signed(unsigned, account.private_key, parts)}`,
  });
}

function signed(text: string, privateKey: string, { provider }: AuthParts): string {
  try {
    return createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url');
  } catch {
    throw new ProviderError('not_configured', {
      provider: provider.id,
      message: 'The private key of the Google service account cannot be used.',
      hint: 'Download the JSON key again; its line breaks must stay as they are.',
      processed: false,
    });
  }
}

const formRequest = (url: URL, env: Exchange['env'], form: Readonly<Record<string, string>>): Exchange => ({
  url,
  headers: {},
  form,
  secrets: Object.values(form),
  env,
});

function metadataRequest(scope: string, { config }: AuthParts): Exchange {
  const host = config.variable('GCE_METADATA_HOST') ?? METADATA_HOST;
  const url = new URL(`http://${host}/computeMetadata/v1/instance/service-accounts/default/token`);
  url.searchParams.set('scopes', scope);
  return { url, method: 'GET', headers: { 'metadata-flavor': 'Google' }, secrets: [], env: ['LLMKIT_GOOGLE_ADC'] };
}

/** Where tokens are had, by the operator's word or the file's. A key is sent in the clear to this machine only. */
function tokenUrl(ofFile: string | undefined, { config, provider }: AuthParts): URL {
  const url = URL.parse(config.variable('LLMKIT_GOOGLE_TOKEN_URL') ?? ofFile ?? TOKEN_URL);
  const isLoopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback)) return url;
  throw new ProviderError('invalid_input', {
    provider: provider.id,
    message: 'The token URL of the Google credentials is not an https address.',
    processed: false,
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
