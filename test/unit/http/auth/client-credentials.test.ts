import { describe, expect, it } from 'vitest';
import type { AuthScheme } from '../../../../src/core/auth.ts';
import { createAuthenticator } from '../../../../src/http/auth/authenticate.ts';
import { anySignal, failureOf } from '../harness.ts';
import { authHarness, UNSIGNED } from './harness.ts';

const SECRET = 'secret-0123456789-abcdef';
const TOKEN = { access_token: 'token-of-the-exchange', expires_in: 3600 };

const scheme = (
  style: Extract<AuthScheme, { kind: 'client-credentials' }>['style'],
  env: readonly string[],
  more: { readonly scope?: string; readonly tokenUrl?: string } = {},
): AuthScheme => ({ kind: 'client-credentials', style, env, tokenUrl: 'https://id.acme.test/token', ...more });

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const PAIR = ['ACME_ID', 'ACME_SECRET'];
const KEYS = { ACME_ID: 'the-id', ACME_SECRET: SECRET };

describe('client credentials', () => {
  it('are said in the form', async () => {
    const { parts, requests, reply } = authHarness(KEYS);
    reply({ body: TOKEN });
    const authenticator = await createAuthenticator(
      scheme('post', PAIR, { scope: 'https://acme.test/.default' }),
      parts,
    );
    const { headers, secrets } = await authenticator.credentials(UNSIGNED, anySignal());
    expect(headers).toEqual({ authorization: 'Bearer token-of-the-exchange' });
    expect(secrets).toEqual(expect.arrayContaining(['token-of-the-exchange', SECRET]));
    expect(requests[0]).toMatchObject({ method: 'POST', url: new URL('https://id.acme.test/token') });
    expect(requests[0]?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(Object.fromEntries(new URLSearchParams(String(requests[0]?.body)))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'the-id',
      client_secret: SECRET,
      scope: 'https://acme.test/.default',
    });
  });

  it('are said as Basic, to an address that holds a setting', async () => {
    const { parts, requests, reply } = authHarness(KEYS, { host: 'adb-1.azuredatabricks.net' });
    reply({ body: TOKEN });
    const wanted = scheme('basic', PAIR, { tokenUrl: '{host}/oidc/v1/token', scope: 'all-apis' });
    await (await createAuthenticator(wanted, parts)).credentials(UNSIGNED, anySignal());
    expect(requests[0]?.url.href).toBe('https://adb-1.azuredatabricks.net/oidc/v1/token');
    expect(requests[0]?.headers.authorization).toBe(basic(`the-id:${SECRET}`));
    expect(requests[0]?.body).toBe('grant_type=client_credentials&scope=all-apis');
  });

  it("are IBM's API key", async () => {
    const { parts, requests, reply } = authHarness({ ACME_KEY: SECRET });
    reply({ body: TOKEN });
    await (await createAuthenticator(scheme('ibm-iam', ['ACME_KEY']), parts)).credentials(UNSIGNED, anySignal());
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(String(requests[0]?.body)))).toEqual({
      grant_type: 'urn:ibm:params:oauth:grant-type:apikey',
      apikey: SECRET,
    });
  });

  it("are Sber's ready-made ones, each exchange with an id of its own, the end in milliseconds", async () => {
    const { parts, requests, reply, advance } = authHarness({ ACME_KEY: SECRET }, { scope: 'GIGACHAT_API_PERS' });
    const expiresAt = parts.now() + 1_800_000;
    reply({ body: { access_token: 'token-1', expires_at: expiresAt } });
    const authenticator = await createAuthenticator(scheme('sber', ['ACME_KEY'], { scope: '{scope}' }), parts);
    await authenticator.credentials(UNSIGNED, anySignal());
    advance(1_790_000);
    await authenticator.credentials(UNSIGNED, anySignal());
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([`Basic ${SECRET}`, `Basic ${SECRET}`]);
    expect(requests.map(({ body }) => body)).toEqual(['scope=GIGACHAT_API_PERS', 'scope=GIGACHAT_API_PERS']);
    const ids = requests.map(({ headers }) => headers.rquid);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(2);
  });

  it("are said in Baidu's query, and so is the token", async () => {
    const { parts, requests, reply } = authHarness(KEYS);
    reply({ body: TOKEN });
    const authenticator = await createAuthenticator(scheme('baidu', PAIR), parts);
    const { headers, query } = await authenticator.credentials(UNSIGNED, anySignal());
    expect(headers).toEqual({});
    expect(query).toEqual({ access_token: 'token-of-the-exchange' });
    expect(requests[0]?.url.search).toBe(`?grant_type=client_credentials&client_id=the-id&client_secret=${SECRET}`);
  });

  it("are in SAP's service key, with the address", async () => {
    const key = {
      clientid: 'sb-1!b2',
      clientsecret: SECRET,
      url: 'https://acme.authentication.test/',
      serviceurls: {},
    };
    const wanted = scheme('service-key', ['ACME_KEY'], { tokenUrl: '/oauth/token' });
    const { parts, requests, reply } = authHarness({ ACME_KEY: JSON.stringify(key) });
    reply({ body: TOKEN });
    const { secrets } = await (await createAuthenticator(wanted, parts)).credentials(UNSIGNED, anySignal());
    expect(requests[0]?.url.href).toBe('https://acme.authentication.test/oauth/token');
    expect(requests[0]?.headers.authorization).toBe(basic(`sb-1!b2:${SECRET}`));
    expect(secrets).toContain(SECRET);
  });

  it.each([[`{"clientid":"a","clientsecret":"${SECRET}"}`], [SECRET], ['null'], ['[]']])(
    'that are no service key (%#) are not shown',
    async (text) => {
      const wanted = scheme('service-key', ['ACME_KEY'], { tokenUrl: '/oauth/token' });
      const failure = await failureOf(() => createAuthenticator(wanted, authHarness({ ACME_KEY: text }).parts));
      expect(failure).toMatchObject({ code: 'not_configured', message: 'ACME_KEY holds no service key of Acme.' });
      expect(`${failure.message} ${failure.hint}`).not.toContain(SECRET);
    },
  );

  it('are exchanged once for many, and again after a refusal', async () => {
    const { parts, requests, reply } = authHarness(KEYS);
    reply({ body: TOKEN }, { body: { ...TOKEN, access_token: 'token-two' } });
    const authenticator = await createAuthenticator(scheme('post', PAIR), parts);
    await Promise.all(Array.from({ length: 10 }, () => authenticator.credentials(UNSIGNED, anySignal())));
    expect(requests).toHaveLength(1);
    expect(authenticator.forget?.()).toBe(true);
    const { headers } = await authenticator.credentials(UNSIGNED, anySignal());
    expect(headers).toEqual({ authorization: 'Bearer token-two' });
    expect(requests).toHaveLength(2);
  });

  it('name what is not set', async () => {
    const { parts } = authHarness({ ACME_ID: 'the-id' });
    const failure = await failureOf(() => createAuthenticator(scheme('post', PAIR), parts));
    expect(failure).toMatchObject({ code: 'not_configured', hint: expect.stringContaining('Set ACME_SECRET') });
  });

  it.each([
    ['OAuth', 401, { error: 'invalid_client', error_description: `unknown ${SECRET}` }],
    ['IBM', 400, { errorCode: 'BXNIM0415E', errorMessage: `Provided API key ${SECRET} could not be found.` }],
    ['Sber', 400, { code: 4, message: `Can't decode 'Authorization' header ${basic(`the-id:${SECRET}`)}` }],
    ['Baidu', 200, { error: 'invalid_client', error_description: `unknown client id ${SECRET}` }],
  ])('refused as %s does name their variables and nothing secret', async (_vendor, status, body) => {
    const { parts, reply } = authHarness(KEYS);
    reply({ status, body });
    const authenticator = await createAuthenticator(scheme('basic', PAIR), parts);
    const failure = await failureOf(() => authenticator.credentials(UNSIGNED, anySignal()));
    expect(failure).toMatchObject({
      code: 'auth_rejected',
      status,
      processed: false,
      hint: 'Check ACME_ID and ACME_SECRET.',
      message: expect.stringContaining('Acme refused ACME_ID and ACME_SECRET'),
    });
    expect(failure.message).not.toContain(SECRET);
    expect(failure.message).not.toContain(basic(`the-id:${SECRET}`).slice(6));
  });

  it.each([
    [429, { message: 'slow down' }, 'rate_limited'],
    [429, { error: 'too_many_requests' }, 'rate_limited'],
    [503, '<html>down</html>', 'overloaded'],
    [503, { error: 'temporarily_unavailable' }, 'overloaded'],
    [200, { tokens: [] }, 'bad_response'],
    [200, '<html>login</html>', 'bad_response'],
  ])('answered with %i are no refusal', async (status, body, code) => {
    const { parts, reply } = authHarness(KEYS);
    reply({ status, body, headers: { 'retry-after': '7' } });
    const authenticator = await createAuthenticator(scheme('post', PAIR), parts);
    const failure = await failureOf(() => authenticator.credentials(UNSIGNED, anySignal()));
    expect(failure.code).toBe(code);
    if (status === 429) expect(failure.retryAfterMs).toBe(7000);
  });

  it('that find no way may be tried again: nothing was billed', async () => {
    const { parts } = authHarness(KEYS);
    const refused = Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' });
    const authenticator = await createAuthenticator(scheme('post', PAIR), {
      ...parts,
      transport: () => Promise.reject(refused),
    });
    const failure = await failureOf(() => authenticator.credentials(UNSIGNED, anySignal()));
    expect(failure).toMatchObject({ code: 'network', processed: false });
  });

  it('give way to a personal token where a row takes both', async () => {
    const both: AuthScheme = { kind: 'any', schemes: [{ kind: 'bearer', env: ['ACME_TOKEN'] }, scheme('post', PAIR)] };
    const personal = authHarness({ ...KEYS, ACME_TOKEN: 'personal' });
    const { headers } = await (await createAuthenticator(both, personal.parts)).credentials(UNSIGNED, anySignal());
    expect(headers).toEqual({ authorization: 'Bearer personal' });
    const machine = authHarness(KEYS);
    machine.reply({ body: TOKEN });
    await (await createAuthenticator(both, machine.parts)).credentials(UNSIGNED, anySignal());
    expect(machine.requests).toHaveLength(1);
  });
});
