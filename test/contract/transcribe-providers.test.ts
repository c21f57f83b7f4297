import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthScheme, isKeyOptional, keySets } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { TranscribeRequest } from '../../src/core/transcribe.ts';
import { baseUrlOf } from '../../src/http/base-url.ts';
import { filled } from '../../src/http/settings.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { asking, formIn, settled } from '../support/transcribe.ts';
import { type RecordedRequest, startUpstream, type Upstream } from '../upstream.ts';
import { type Asked, filledRow, KEY, OPERATOR_URL, rowCapability } from './row.ts';
import { transcribeStep } from './transcribe-families.ts';
import { fieldsOf, transcribeCheck } from './transcribe-specified.ts';

/** Its only door is a socket: see the tests of its family. */
const SOCKETS = ['aws-speech'];
const ROWS = providers
  .filter(({ id, capabilities }) => capabilities.transcribe !== undefined && !SOCKETS.includes(id))
  .map((row) => [row.id, row] as const);
type Row = (typeof ROWS)[number][1];

const TOKEN = { access_token: 'exchanged-token', token_type: 'Bearer', expires_in: 3600 };
const WISHES: readonly Partial<TranscribeRequest>[] = [
  {},
  { language: 'en', timestamps: 'segment', prompt: 'Grace Hopper, COBOL' },
  { language: 'pt-BR', timestamps: 'word', diarize: true },
  { timestamps: 'none', prompt: 'What was said before, and then some more of it.' },
  { diarize: true, prompt: 'UNIVAC' },
];

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const answering = (request: RecordedRequest, response: import('node:http').ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(transcribeStep(request)?.body ?? TOKEN));
};

/** The row's capability over loopback, asked for a small audio. */
function over(row: Row, hasKey = true) {
  const { capability, asked, lines } = rowCapability(row, 'transcribe', upstream.url, hasKey);
  const ask = (request: Partial<TranscribeRequest> = {}, signal?: AbortSignal) =>
    settled(capability, asking({ model: row.defaults.transcribe ?? 'model-1', ...request }), signal);
  return { capability, ask, asked, lines };
}

/** The addresses that requests of a row may go to. */
function addressesOf(row: Row): readonly string[] {
  const { variables, isOperators } = filledRow(row);
  const config = {
    providers: isOperators ? { [row.id]: { baseUrl: OPERATOR_URL } } : {},
    variable: (name: string) => variables.get(name),
  };
  const hosts = [undefined, ...Object.keys(row.hosts ?? {})];
  return hosts.map((host) => filled(baseUrlOf(row, config, host), row, config));
}

function carries(auth: AuthScheme, { headers }: Asked): boolean {
  switch (auth.kind) {
    case 'none':
      return headers.authorization === undefined;
    case 'bearer':
      return headers.authorization === `Bearer ${KEY}`;
    case 'header':
      return headers[auth.header.toLowerCase()] === `${auth.prefix ?? ''}${KEY}`;
    case 'basic':
      return headers.authorization === `Basic ${Buffer.from(`${auth.user}:${KEY}`).toString('base64')}`;
    case 'any':
      return auth.schemes.some((scheme) => carries(scheme, { headers, url: '' }));
    default:
      return /\S{8}/.test(headers.authorization ?? '');
  }
}

describe.each(ROWS)('%s', (id, row) => {
  it('asks at its own address with its own auth and headers, and reads the answer', async () => {
    upstream.serve(answering);
    const before = upstream.requests.length;
    const { ask, asked, lines } = over(row);
    const result = await ask();
    expect(result).toMatchObject({ text: 'hi', segments: expect.any(Array), usage: expect.any(Object) });

    const auths = [row.auth, ...Object.values(row.hosts ?? {}).flatMap(({ auth }) => auth ?? [])];
    for (const [index, sent] of asked.entries()) {
      const request = upstream.requests[before + index];
      expect(
        request === undefined ? undefined : transcribeStep(request),
        `state the wire of ${id}: ${sent.url}`,
      ).toBeDefined();
      expect(
        addressesOf(row).some((url) => sent.url.startsWith(`${url}/`)),
        sent.url,
      ).toBe(true);
      expect(sent.url).not.toMatch(/[{}]|undefined/);
      expect(sent.headers).toMatchObject(filledRow(row).headers);
      expect(
        auths.some((auth) => carries(auth, sent)),
        JSON.stringify(sent.headers),
      ).toBe(true);
    }
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('states which audio it takes', () => {
    const { formats, maxBytes = 1, maxSeconds = 1 } = over(row).capability.intake(row.defaults.transcribe ?? 'model-1');
    expect(formats).toContain('wav');
    expect(Math.min(maxBytes, maxSeconds)).toBeGreaterThan(0);
  });

  it('names audio by what it is, never by where it came from', async () => {
    upstream.serve(answering);
    const before = upstream.requests.length;
    const audio = { ...asking().audio, mimeType: 'audio/x-wav', name: '/home/grace/secret-plans.wav' };
    await over(row).ask({ audio });
    const sent = upstream.requests.slice(before);
    expect(sent.map(({ text }) => text).join('')).not.toContain('secret-plans');
    const isWav = sent.some(
      ({ headers, text }) =>
        /audio\/wav|octet-stream/.test(`${headers['content-type']} ${text}`) ||
        /"format":"wav"|"(audio|content|inputs)":"UklGR/.test(text),
    );
    expect(isWav, sent.map(({ text }) => text.slice(0, 300)).join('\n')).toBe(true);
  });

  it.each([
    [400, 'bad_request'],
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [503, 'overloaded'],
  ])('reads status %i as %s without repeating the key', async (status, code) => {
    upstream.serve((request, response) => {
      const isAsked = transcribeStep(request) !== undefined;
      response.writeHead(isAsked ? status : 200, { 'content-type': 'application/json', 'retry-after': '2' });
      response.end(JSON.stringify(isAsked ? { error: { message: `said ${KEY}` }, detail: `said ${KEY}` } : TOKEN));
    });
    const { ask, lines } = over(row);
    const failure = await ask().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ code, status, provider: id, retryAfterMs: 2000, processed: false });
    if (keySets(row.auth).length > 0) {
      expect(`${failure} ${JSON.stringify(failure)} ${JSON.stringify(lines)}`).not.toContain(KEY);
    }
  });

  it.each([
    ['an error with status 200', '{"success":false,"error":"the model is loading","errors":[{"message":"loading"}]}'],
    ['another object', '{"something":"else"}'],
    ['a list', '[]'],
    ['nothing', ''],
    ['no JSON', '<html>Bad gateway</html>'],
  ])('takes %s for no transcript', async (_what, body) => {
    upstream.serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(transcribeStep(request) === undefined ? JSON.stringify(TOKEN) : body);
    });
    const failure = await over(row)
      .ask()
      .catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ provider: id, code: expect.stringMatching(/^(bad_response|overloaded)$/) });
  });

  it('takes a body that is cut for a broken connection', async () => {
    upstream.serve((request, response) => {
      const whole = JSON.stringify(transcribeStep(request)?.body ?? TOKEN);
      const isAsked = transcribeStep(request) !== undefined;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(whole.length) });
      if (!isAsked) response.end(whole);
      else response.write(whole.slice(0, 4), () => setImmediate(() => response.destroy()));
    });
    await expect(over(row).ask()).rejects.toMatchObject({ code: 'network', provider: id });
  });

  it('lets the upstream go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    upstream.serve((request, response) => {
      if (transcribeStep(request) === undefined) {
        response.end(JSON.stringify(TOKEN));
        return;
      }
      response.on('close', gone.resolve);
      controller.abort();
    });
    await expect(over(row).ask({}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await gone.promise;
  });

  const needsKey = keySets(row.auth).length > 0 && !isKeyOptional(row.auth);
  it.runIf(needsKey)('names its variable when the key is missing', async () => {
    const { ask, asked } = over(row, false);
    const [first] = keySets(row.auth)[0] ?? [];
    await expect(ask()).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(String(first)),
    });
    expect(asked).toEqual([]);
  });

  it.runIf(hasShared && transcribeCheck(id) !== undefined)('emits requests that fit the specification', async () => {
    upstream.serve(answering);
    const spec = transcribeCheck(id);
    for (const wish of WISHES) {
      const before = upstream.requests.length;
      await over(row).ask(wish);
      const sent = upstream.requests
        .slice(before)
        .filter(({ method, url }) => method === 'POST' && !url.endsWith('/upload'));
      expect(sent).toHaveLength(1);
      for (const request of sent) {
        const body: unknown = spec?.kind === 'form' ? fieldsOf(await formIn(request), id === 'cartesia') : request.body;
        expect(spec?.check(body), JSON.stringify(wish)).toEqual([]);
      }
    }
  });
});
