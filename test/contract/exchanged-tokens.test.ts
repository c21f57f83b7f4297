import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { failureOf } from '../unit/http/harness.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

const SECRET = 'secret-0123456789-abcdef';
const CHAT = {
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};

type Row = {
  readonly id: string;
  /** What the operator sets; `URL` stands for the upstream. */
  readonly variables: Readonly<Record<string, string>>;
  readonly tokenPath: string;
  readonly chatPath: string;
  readonly secret: string;
  readonly answer: unknown;
};

const ROWS: readonly Row[] = [
  {
    id: 'watsonx',
    variables: {
      WATSONX_API_KEY: SECRET,
      WATSONX_TOKEN_URL: 'URL/identity/token',
      WATSONX_PROJECT_ID: 'project-1',
    },
    tokenPath: '/identity/token',
    chatPath: '/base/ml/v1/text/chat?version=2024-10-08',
    secret: 'WATSONX_API_KEY',
    answer: CHAT,
  },
  {
    id: 'sdaia-allam',
    variables: { WATSONX_APIKEY: SECRET, WATSONX_TOKEN_URL: 'URL/identity/token', WATSONX_SPACE_ID: 'space-1' },
    tokenPath: '/identity/token',
    chatPath: '/base/ml/v1/text/chat?version=2024-10-08',
    secret: 'WATSONX_APIKEY',
    answer: CHAT,
  },
  {
    id: 'gigachat',
    variables: { GIGACHAT_CREDENTIALS: SECRET, GIGACHAT_AUTH_URL: 'URL/api/v2/oauth' },
    tokenPath: '/api/v2/oauth',
    chatPath: '/base/chat/completions',
    secret: 'GIGACHAT_CREDENTIALS',
    answer: CHAT,
  },
  {
    id: 'sap-ai-core',
    variables: {
      AICORE_CLIENT_ID: 'client-1',
      AICORE_CLIENT_SECRET: SECRET,
      AICORE_AUTH_URL: 'URL/xsuaa/',
      AICORE_DEPLOYMENT_ID: 'd123',
    },
    tokenPath: '/xsuaa/oauth/token',
    chatPath: '/base/inference/deployments/d123/v2/completion',
    secret: 'AICORE_CLIENT_SECRET',
    answer: { request_id: 'r', intermediate_results: {}, final_result: CHAT },
  },
  {
    id: 'databricks',
    variables: { DATABRICKS_CLIENT_ID: 'client-1', DATABRICKS_CLIENT_SECRET: SECRET, DATABRICKS_HOST: 'URL' },
    tokenPath: '/oidc/v1/token',
    chatPath: '/base/chat/completions',
    secret: 'DATABRICKS_CLIENT_SECRET',
    answer: CHAT,
  },
];

let upstream: Upstream;
let tokens: number;
/** Chat requests to refuse before one is answered. */
let refusals: number;
let isKeyWrong: boolean;
beforeEach(() => {
  tokens = 0;
  refusals = 0;
  isKeyWrong = false;
});
afterEach(() => upstream.close());
afterAll(() => closeTransports());

const json = { 'content-type': 'application/json' };

async function serve({ tokenPath, answer }: Row): Promise<void> {
  upstream = await startUpstream((request, response) => {
    if (request.url === tokenPath) {
      if (isKeyWrong) {
        response.writeHead(401, json).end(JSON.stringify({ error: 'invalid_client', error_description: SECRET }));
        return;
      }
      tokens += 1;
      response.writeHead(200, json).end(JSON.stringify({ access_token: `token-number-${tokens}`, expires_in: 3600 }));
      return;
    }
    if (refusals > 0) {
      refusals -= 1;
      response.writeHead(401, json).end('{"message":"token has been revoked"}');
      return;
    }
    response.writeHead(200, json).end(JSON.stringify(answer));
  });
}

function chatOf({ id, variables }: Pick<Row, 'id' | 'variables'>) {
  const definition = providers.find((provider) => provider.id === id);
  if (definition === undefined) throw new Error(`There is no ${id}.`);
  const setTo = (name: string) => variables[name]?.replace('URL', upstream.url);
  const endpoint = createEndpoint({
    definition,
    config: {
      providers: { [id]: { baseUrl: `${upstream.url}/base` } },
      secret: (name) => {
        const value = setTo(name);
        return value === undefined ? undefined : new Secret(value);
      },
      variable: setTo,
    },
    log: silentLog,
  });
  const chat = definition.capabilities.chat?.(endpoint, { dataFolder: '/nowhere', log: silentLog });
  if (chat === undefined) throw new Error(`${id} has no chat.`);
  return (signal = new AbortController().signal) =>
    chat.chat(
      { model: 'model-1', messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] },
      { signal, stream: false },
    );
}

describe.each(ROWS.map((row) => [row.id, row] as const))('%s', (id, row) => {
  it('exchanges its secret once and asks with the token', async () => {
    await serve(row);
    const chat = chatOf(row);
    const results = await Promise.all([chat(), chat(), chat()]);
    expect(results[0]).toMatchObject({ text: 'hi', finishReason: 'stop', usage: { input: 3, output: 1 } });
    const paths = upstream.requests.map(({ url }) => url);
    expect(paths.filter((path) => path === row.tokenPath)).toHaveLength(1);
    const asked = upstream.requests.filter(({ url }) => url === row.chatPath);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer token-number-1' } });
    expect(asked[0]?.text).not.toContain(SECRET);
  });

  it('exchanges again when the token is refused before its end', async () => {
    await serve(row);
    const chat = chatOf(row);
    await chat();
    refusals = 1;
    expect((await chat()).text).toBe('hi');
    expect(tokens).toBe(2);
    refusals = 2;
    const [first] = Object.entries(row.variables)[0] ?? [];
    expect(await failureOf(() => chat())).toMatchObject({
      code: 'auth_rejected',
      status: 401,
      hint: `Check the key in ${first}.`,
    });
  });

  it('names the variable of a wrong secret, and never its value', async () => {
    await serve(row);
    isKeyWrong = true;
    const failure = await failureOf(() => chatOf(row)());
    expect(failure).toMatchObject({ code: 'auth_rejected', provider: id, processed: false });
    expect(failure.hint).toContain(row.secret);
    expect(`${failure.message} ${failure.hint} ${String(failure.cause)}`).not.toContain(SECRET);
  });
});

it('a caller who leaves during the exchange is told so, and the exchange is let go', async () => {
  const controller = new AbortController();
  upstream = await startUpstream(() => controller.abort());
  const variables = { GIGACHAT_CREDENTIALS: SECRET, GIGACHAT_AUTH_URL: 'URL/api/v2/oauth' };
  const failure = await failureOf(() => chatOf({ id: 'gigachat', variables })(controller.signal));
  expect(failure).toMatchObject({ code: 'cancelled', provider: 'gigachat' });
  await upstream.clientGone;
});

it('chatlaw exchanges in the query and asks with the token in the query', async () => {
  const answer = { result: 'hi', is_truncated: false };
  upstream = await startUpstream((request, response) => {
    const isExchange = request.url.startsWith('/oauth/2.0/token?');
    response
      .writeHead(200, json)
      .end(JSON.stringify(isExchange ? { access_token: 'token-1', expires_in: 60 } : answer));
  });
  const variables = { QIANFAN_AK: 'id-1', QIANFAN_SK: SECRET, QIANFAN_TOKEN_URL: 'URL/oauth/2.0/token' };
  expect((await chatOf({ id: 'chatlaw', variables })()).text).toBe('hi');
  expect(upstream.requests.map(({ url }) => url)).toEqual([
    `/oauth/2.0/token?grant_type=client_credentials&client_id=id-1&client_secret=${SECRET}`,
    '/base/model-1?access_token=token-1',
  ]);
});

describe('what the rows need besides', () => {
  it.each([
    ['watsonx', { WATSONX_TOKEN: SECRET }, 'WATSONX_PROJECT_ID'],
    ['sap-ai-core', { AICORE_ACCESS_TOKEN: SECRET }, 'AICORE_DEPLOYMENT_ID'],
    ['yandex', { YANDEX_API_KEY: SECRET }, 'YANDEX_FOLDER_ID'],
  ])('%s says which variable is missing', async (id, variables, missing) => {
    upstream = await startUpstream({ headers: json, chunks: [JSON.stringify(CHAT)] });
    const failure = await failureOf(() => chatOf({ id, variables })());
    expect(failure).toMatchObject({ code: 'not_configured', hint: expect.stringContaining(missing) });
    expect(upstream.requests).toHaveLength(0);
  });

  it('yandex puts the folder into the name of a model, and its key behind Api-Key', async () => {
    upstream = await startUpstream({ headers: json, chunks: [JSON.stringify(CHAT)] });
    await chatOf({ id: 'yandex', variables: { YANDEX_API_KEY: SECRET, YANDEX_FOLDER_ID: 'b1g' } })();
    expect(upstream.requests[0]).toMatchObject({
      url: '/base/chat/completions',
      headers: { authorization: `Api-Key ${SECRET}`, 'openai-project': 'b1g' },
      body: { model: 'gpt://b1g/model-1' },
    });
  });

  it('Cloud Pak for Data and a ready token need no exchange', async () => {
    upstream = await startUpstream({ headers: json, chunks: [JSON.stringify(CHAT)] });
    const project = { WATSONX_PROJECT_ID: 'project-1' };
    await chatOf({ id: 'watsonx', variables: { WATSONX_ZENAPIKEY: SECRET, ...project } })();
    await chatOf({ id: 'watsonx', variables: { WATSONX_TOKEN: SECRET, ...project } })();
    expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
      `ZenApiKey ${SECRET}`,
      `Bearer ${SECRET}`,
    ]);
  });
});

describe('oracle-oci', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = mkdtempSync(join(tmpdir(), 'oci-row-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('signs what is really sent, and names the compartment', async () => {
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'config'), '[DEFAULT]\ntenancy=t\nuser=u\nfingerprint=f\nkey_file=key.pem\n');
    upstream = await startUpstream({ headers: json, chunks: [JSON.stringify(CHAT)] });
    const variables = { OCI_CONFIG_FILE: join(folder, 'config'), OCI_COMPARTMENT_ID: 'ocid1.compartment.oc1..c' };
    expect((await chatOf({ id: 'oracle-oci', variables })()).text).toBe('hi');
    const [request] = upstream.requests;
    if (request === undefined) throw new Error('Nothing was asked.');
    const { headers, text, url } = request;
    expect(headers).toMatchObject({
      compartmentid: 'ocid1.compartment.oc1..c',
      'opc-compartment-id': 'ocid1.compartment.oc1..c',
      'x-content-sha256': createHash('sha256').update(text).digest('base64'),
    });
    const covered = /headers="([^"]+)"/.exec(headers.authorization ?? '')?.[1]?.split(' ') ?? [];
    expect(covered).toHaveLength(6);
    const said = covered
      .map((name) => `${name}: ${name === '(request-target)' ? `post ${url}` : headers[name]}`)
      .join('\n');
    const signature = /signature="([^"]+)"/.exec(headers.authorization ?? '')?.[1] ?? '';
    expect(verify('sha256', Buffer.from(said), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
  });
});
