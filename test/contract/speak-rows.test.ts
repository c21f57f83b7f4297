import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isKeyOptional, keySets } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { LATENCIES, type SpeakRequest } from '../../src/core/speak.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { type Handler, startUpstream, type Upstream } from '../upstream.ts';
import { carries } from './carries.ts';
import { filledRow, KEY, keyVariables, OPERATOR_URL, rowCapability } from './row.ts';
import { isWhole, SOUND, spokenAnswer } from './speak-answers.ts';
import { speakFaults } from './speak-specified.ts';

const ROWS = providers
  .filter(({ capabilities, baseUrl }) => capabilities.speak !== undefined && Object.keys(baseUrl).length > 0)
  .map((row) => [row.id, row] as const);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** A row's voice over loopback; what it gave, piece by piece. */
function rowVoice(row: ProviderDefinition, hasKey = true) {
  const { capability, asked, lines } = rowCapability(row, 'speak', upstream.url, hasKey);
  const pieces: Uint8Array[] = [];
  const model = row.defaults.speak ?? 'model-1';
  const { formats } = capability.limits(model);
  const format = formats.find((one) => one === 'pcm') ?? formats[0] ?? 'mp3';
  const say = (request: Partial<SpeakRequest> = {}, signal = new AbortController().signal) =>
    capability.speak(
      { model, text: 'hello', format, ...request },
      { signal, onAudio: (piece) => pieces.push(Buffer.from(piece)) },
    );
  return { say, pieces, asked, lines, format, formats, limits: capability.limits };
}

const speaking =
  (id: string): Handler =>
  (request, response) => {
    const { headers, chunks } = spokenAnswer(id, request);
    response.writeHead(200, headers);
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };

const answering =
  (status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array): Handler =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** The addresses that a row may speak at, with its settings filled in. */
function addressesOf(row: ProviderDefinition): readonly string[] {
  const { baseUrl, isOperators, variables } = filledRow(row);
  const value = (name: string): string => {
    const setting = row.settings?.[name];
    return setting?.default ?? variables.get(setting?.env[0] ?? '') ?? '';
  };
  const hosts = Object.values(row.hosts ?? {}).map(({ url }) =>
    url.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => value(name)),
  );
  return isOperators ? [OPERATOR_URL] : [baseUrl, ...hosts];
}

describe.each(ROWS)('%s', (id, row) => {
  it('asks at its own address with its own auth, and hands on the sound that is documented', async () => {
    upstream.serve(speaking(id));
    const before = upstream.requests.length;
    const { say, pieces, asked, lines, format } = rowVoice(row);
    const result = await say();
    const [request, sent] = [upstream.requests[before], asked[0]];
    if (request === undefined || sent === undefined) throw new Error('Nothing was asked.');

    expect(Buffer.concat(pieces)).toEqual(SOUND);
    expect(result.format).toBe(format);
    if (format === 'pcm') expect(result.rate).toBeGreaterThanOrEqual(16_000);
    expect(Object.values(result.usage).some((count) => count !== undefined && count > 0)).toBe(true);
    const address = addressesOf(row).find((url) => sent.url.startsWith(`${url}/`));
    expect(address, `${sent.url} below ${addressesOf(row).join(' or ')}`).toBeDefined();
    expect(sent.url).not.toMatch(/[{}]|undefined/);
    expect(sent.headers).toMatchObject(filledRow(row).headers);
    const host = Object.values(row.hosts ?? {}).find(({ url }) => !url.includes('{') && sent.url.startsWith(url));
    const auth = host?.auth ?? row.auth;
    carries(auth, sent, keyVariables(auth));
    expect(request.method).toBe('POST');
    expect(request.text).toContain('hello');
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it('says how much text and which formats it takes', () => {
    const { formats, limits } = rowVoice(row);
    const { maxCharacters } = limits(row.defaults.speak ?? 'model-1');
    expect(maxCharacters).toBeGreaterThanOrEqual(200);
    expect(formats.length).toBeGreaterThan(0);
    expect(new Set(formats).size).toBe(formats.length);
  });

  it('gives every format that it states, at every latency and pace', async () => {
    upstream.serve(speaking(id));
    const { say, formats } = rowVoice(row);
    for (const format of formats) {
      expect(await say({ format, latency: 'balanced', speed: 1.1, language: 'en-US' })).toMatchObject({ format });
    }
    // Where a socket would be quicker, none is served here: the plain way stands in.
    for (const latency of LATENCIES) {
      await expect(say({ latency, speed: 99, before: 'Before.', after: 'After.' })).resolves.toBeDefined();
    }
  });

  it.runIf(!isWhole(id))('hands on the first sound while the rest is still to come', async () => {
    const spoken = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    upstream.serve(async (request, response) => {
      const { headers, chunks } = spokenAnswer(id, request);
      response.writeHead(200, headers);
      response.write(chunks[0]);
      await rest.promise;
      for (const chunk of chunks.slice(1)) response.write(chunk);
      response.end();
    });
    const { capability } = rowCapability(row, 'speak', upstream.url);
    const model = row.defaults.speak ?? 'model-1';
    const { formats } = capability.limits(model);
    const format = formats.find((one) => one === 'pcm') ?? formats[0] ?? 'mp3';
    const done = capability.speak(
      { model, text: 'hello', format },
      { signal: new AbortController().signal, onAudio: () => spoken.resolve() },
    );
    // It would hang here, until the test's own end, if sound were kept back.
    await spoken.promise;
    rest.resolve();
    await done;
  });

  it.each([
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [529, 'overloaded'],
  ])('reads status %i as %s without repeating the key', async (status, code) => {
    const said = JSON.stringify({ error: { message: `said ${KEY}` } });
    upstream.serve(answering(status, { 'content-type': 'application/json', 'retry-after': '2' }, said));
    const { say, lines, pieces } = rowVoice(row);
    const failure = await say().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ code, status, provider: id, retryAfterMs: 2000, processed: false });
    if (keySets(row.auth).length > 0) expect(`${failure} ${JSON.stringify(lines)}`).not.toContain(KEY);
    expect(pieces).toEqual([]);
  });

  it.each([
    [
      'an error in a 200',
      { 'content-type': 'application/json' },
      '{"error":{"message":"slow down","type":"rate_limit_error"}}',
      'rate_limited',
    ],
    ['JSON without sound', { 'content-type': 'application/json' }, '{"ok":true}', 'bad_response'],
    ['a page of markup', { 'content-type': 'text/html' }, '<!doctype html><p>hi</p>', 'bad_response'],
    ['nothing', { 'content-type': 'audio/mpeg' }, '', 'bad_response'],
  ])('takes %s for no sound', async (_what, headers, body, code) => {
    upstream.serve(answering(200, headers, body));
    const { say, pieces } = rowVoice(row);
    await expect(say()).rejects.toMatchObject({ code, provider: id });
    expect(pieces).toEqual([]);
  });

  it('takes sound that is cut off for an error', async () => {
    upstream.serve((request, response) => {
      const { headers, chunks } = spokenAnswer(id, request);
      const first = String(chunks[0]).startsWith('{') ? String(chunks[0]).slice(0, 40) : chunks[0];
      response.writeHead(200, headers);
      response.write(first, () => setImmediate(() => response.destroy()));
    });
    await expect(rowVoice(row).say()).rejects.toMatchObject({ code: expect.stringMatching(/network|bad_response/) });
  });

  it('lets the upstream go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    let abortedAt = 0;
    upstream.serve((request, response) => {
      const { headers, chunks } = spokenAnswer(id, request);
      response.on('close', gone.resolve);
      response.writeHead(200, headers);
      response.write(chunks[0], () => {
        abortedAt = performance.now();
        controller.abort();
      });
    });
    const failure = await rowVoice(row)
      .say({}, controller.signal)
      .catch((thrown: unknown) => thrown);
    if (abortedAt === 0) throw failure;
    await gone.promise;
    expect(failure).toMatchObject({ code: 'cancelled' });
    expect(performance.now() - abortedAt).toBeLessThan(5_000);
  });

  const needsKey = keySets(row.auth).length > 0 && !isKeyOptional(row.auth);
  it(needsKey ? 'names its variable when the key is missing' : 'asks without a key', async () => {
    upstream.serve(speaking(id));
    const { say, asked } = rowVoice(row, false);
    if (!needsKey) {
      await expect(say()).resolves.toBeDefined();
      expect(asked[0]?.headers.authorization).toBeUndefined();
      return;
    }
    await expect(say()).rejects.toMatchObject({ code: 'not_configured', hint: expect.stringMatching(/[A-Z]{3}/) });
    expect(asked).toEqual([]);
  });

  it.runIf(hasShared)('emits bodies that fit the specification', async () => {
    upstream.serve(speaking(id));
    const { say, formats } = rowVoice(row);
    const before = upstream.requests.length;
    for (const format of formats) {
      for (const wish of [
        {},
        { speed: 0.01 },
        { speed: 9 },
        { language: 'en' },
        { latency: 'lowest_latency' as const },
      ]) {
        await say({ format, ...wish });
      }
    }
    for (const request of upstream.requests.slice(before)) {
      if (request.method === 'POST') expect(speakFaults(id, request), request.text).toEqual([]);
    }
  });
});
