import { createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyOf, google, header } from '../../../src/core/auth.ts';
import { type Handler, startUpstream, type Upstream } from '../../upstream.ts';
import { anySignal, endpointFor, failureOf, get } from './harness.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const folder = mkdtempSync(join(tmpdir(), 'google-'));
afterAll(() => rmSync(folder, { recursive: true }));
const NOW = Date.UTC(2026, 10, 22, 12);

let api: Upstream;
let tokens: Upstream;
let issued = 0;
const issue: Handler = (_request, response) => {
  issued += 1;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ access_token: `ya29.token-number-${issued}`, expires_in: 3599, token_type: 'Bearer' }));
};
beforeEach(async () => {
  issued = 0;
  api = await startUpstream({ chunks: ['{}'] });
  tokens = await startUpstream(issue);
});
afterEach(() => Promise.all([api.close(), tokens.close()]));

const accountFile = (): string => {
  const path = join(folder, 'account.json');
  const account = {
    type: 'service_account',
    client_email: 'me@project.iam.gserviceaccount.com',
    private_key: privateKey,
    private_key_id: 'key-1',
    token_uri: `${tokens.url}/token`,
  };
  writeFileSync(path, JSON.stringify(account));
  return path;
};

function endpointWith(keys: Readonly<Record<string, string>>, clock = { now: NOW }) {
  const endpoint = endpointFor(api.url, { auth: google, keys, now: () => clock.now });
  return { clock, send: (signal = anySignal()) => endpoint.send('/a', {}, { signal }) };
}
const sentTokens = (): readonly (string | undefined)[] => api.requests.map(({ headers }) => headers.authorization);

describe('a Google service account', () => {
  it('signs a claim with its key and sends what it got for it', async () => {
    await endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: accountFile() }).send();
    expect(sentTokens()).toEqual(['Bearer ya29.token-number-1']);
    const form = new URLSearchParams(tokens.requests[0]?.text);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [head = '', claim = '', proof = ''] = (form.get('assertion') ?? '').split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(JSON.parse(Buffer.from(claim, 'base64url').toString())).toEqual({
      iss: 'me@project.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: `${tokens.url}/token`,
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
    });
    expect(createVerify('RSA-SHA256').update(`${head}.${claim}`).verify(publicKey, proof, 'base64url')).toBe(true);
  });

  it('asks once for many callers, and again shortly before the token expires', async () => {
    const { clock, send } = endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: accountFile() });
    await Promise.all([send(), send(), send()]);
    expect(issued).toBe(1);
    clock.now = NOW + 3470_000;
    await send();
    expect(issued).toBe(1);
    clock.now = NOW + 3485_000;
    await Promise.all([send(), send()]);
    expect(issued).toBe(2);
    expect(sentTokens().at(-1)).toBe('Bearer ya29.token-number-2');
  });

  it('drops a token that was refused, and repeats the request once', async () => {
    const { send } = endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: accountFile() });
    await send();
    api.serve((request, response) => {
      response.writeHead(request.headers.authorization?.endsWith('-1') ? 401 : 200);
      response.end('{}');
    });
    await Promise.all([send(), send()]);
    api.serve({ status: 401, chunks: ['{}'] });
    expect(await failureOf(send)).toMatchObject({ code: 'auth_rejected' });
  });

  it('says that the key was refused, and keeps it to itself', async () => {
    const chunks = [JSON.stringify({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' })];
    tokens.serve({ status: 400, chunks });
    const { send } = endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: accountFile() });
    const failure = await failureOf(send);
    expect(failure).toMatchObject({ code: 'auth_rejected', message: expect.stringContaining('Invalid JWT Signature') });
    expect(failure.message).not.toContain('PRIVATE');
    tokens.serve(issue);
    await send();
    expect(api.requests).toHaveLength(1);
  });

  it('was not asked for anything when the token could not be had', async () => {
    tokens.serve({ chunks: ['{"access'], headers: { 'content-length': '999' }, ending: 'cut' });
    const { send } = endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: accountFile() });
    expect(await failureOf(send)).toMatchObject({ code: 'network', processed: false });
    tokens.serve({ chunks: ['{}'] });
    expect(await failureOf(send)).toMatchObject({ code: 'bad_response', processed: false });
    expect(api.requests).toHaveLength(0);
  });

  it('leaves the others their token when one caller goes', async () => {
    let answer: () => void = () => {};
    tokens.serve((request, response, raw) => {
      answer = () => void issue(request, response, raw);
      leaver.abort();
    });
    const leaver = new AbortController();
    const { send } = endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: accountFile() });
    const staying = send();
    expect(await failureOf(() => send(leaver.signal))).toMatchObject({ code: 'cancelled' });
    answer();
    await staying;
    expect(issued).toBe(1);
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['an unknown kind', '{"type":"external_account"}'],
    ['a broken key', '{"type":"service_account","client_email":"a","private_key":"b"}'],
  ])('with %s is not configured', async (_what, text) => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, text);
    const { send } = endpointWith({ GOOGLE_APPLICATION_CREDENTIALS: path });
    expect(await failureOf(send)).toMatchObject({ code: 'not_configured' });
  });

  it('never sends its claim in the clear to another machine', async () => {
    const keys = { GOOGLE_APPLICATION_CREDENTIALS: accountFile(), LLMKIT_GOOGLE_TOKEN_URL: 'http://tokens.test/token' };
    expect(await failureOf(endpointWith(keys).send)).toMatchObject({ code: 'invalid_input' });
  });
});

describe('other ways to a Google token', () => {
  it('takes one that is given, before everything else', async () => {
    const keys = { GOOGLE_ACCESS_TOKEN: 'ya29.given', GOOGLE_APPLICATION_CREDENTIALS: accountFile() };
    await endpointWith(keys).send();
    expect(sentTokens()).toEqual(['Bearer ya29.given']);
    expect(issued).toBe(0);
  });

  it("exchanges the user's refresh token that gcloud keeps, when allowed to", async () => {
    const user = { type: 'authorized_user', client_id: 'c', client_secret: 's', refresh_token: 'r' };
    writeFileSync(join(folder, 'application_default_credentials.json'), JSON.stringify(user));
    const keys = { CLOUDSDK_CONFIG: folder, LLMKIT_GOOGLE_TOKEN_URL: `${tokens.url}/token` };
    expect(await failureOf(endpointWith(keys).send)).toMatchObject({ code: 'not_configured' });
    await endpointWith({ ...keys, LLMKIT_GOOGLE_ADC: 'gcloud' }).send();
    expect(Object.fromEntries(new URLSearchParams(tokens.requests[0]?.text))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'c',
      client_secret: 's',
      refresh_token: 'r',
    });
  });

  it('asks the metadata server only when told to', async () => {
    const keys = { GCE_METADATA_HOST: new URL(tokens.url).host };
    expect(await failureOf(endpointWith(keys).send)).toMatchObject({ code: 'not_configured' });
    expect(tokens.requests).toHaveLength(0);
    await endpointWith({ ...keys, LLMKIT_GOOGLE_ADC: 'metadata' }).send();
    expect(tokens.requests[0]).toMatchObject({ method: 'GET', headers: { 'metadata-flavor': 'Google' } });
    expect(sentTokens()).toEqual(['Bearer ya29.token-number-1']);
  });

  it('lets an express key take its place', async () => {
    const auth = anyOf(header('x-goog-api-key', 'GOOGLE_VERTEX_API_KEY'), google);
    await endpointFor(api.url, { auth, keys: { GOOGLE_VERTEX_API_KEY: 'AIza-express' } }).send('/a', {}, get());
    expect(api.requests[0]?.headers).toMatchObject({ 'x-goog-api-key': 'AIza-express' });
  });
});
