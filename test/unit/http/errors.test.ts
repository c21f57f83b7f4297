import { afterEach, describe, expect, it } from 'vitest';
import { bearer } from '../../../src/core/auth.ts';
import { errorCodeOf, quoted, readFailure } from '../../../src/http/errors.ts';
import { createRedactor } from '../../../src/http/redact.ts';
import { retryAfterMs } from '../../../src/http/retry-after.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { endpointFor, failureOf, get } from './harness.ts';

let upstream: Upstream | undefined;
afterEach(async () => {
  await upstream?.close();
  upstream = undefined;
});

describe('error codes', () => {
  it.each([
    [401, {}, 'auth_rejected'],
    [403, {}, 'auth_rejected'],
    [402, {}, 'quota_exhausted'],
    [429, {}, 'rate_limited'],
    [429, { error: { code: 'insufficient_quota', message: 'm' } }, 'quota_exhausted'],
    [
      429,
      { error: { status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded for requests per minute' } },
      'rate_limited',
    ],
    [
      400,
      { type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low' } },
      'quota_exhausted',
    ],
    [400, { error: { code: 'content_policy_violation', message: 'm' } }, 'content_filter'],
    [400, { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid.' } }, 'auth_rejected'],
    [404, { error: { code: 'model_not_found' } }, 'not_found'],
    [
      403,
      { error: { code: 403, message: 'flagged', metadata: { reasons: ['x'], flagged_input: 'y' } } },
      'content_filter',
    ],
    [408, {}, 'timeout'],
    [413, {}, 'bad_request'],
    [422, { detail: [{ loc: ['body', 'model'], msg: 'field required' }] }, 'bad_request'],
    [500, {}, 'overloaded'],
    [503, { error: { message: 'content filter is down' } }, 'overloaded'],
    [529, { type: 'error', error: { type: 'overloaded_error' } }, 'overloaded'],
    [501, {}, 'unsupported'],
  ])('reads status %i with %j as %s', (status, body, code) => {
    expect(errorCodeOf(status, readFailure(body))).toBe(code);
  });

  it.each([
    [{ error: { message: 'plain' } }, 'plain'],
    [{ error: 'text' }, 'text'],
    [{ error: { message: 'Provider returned error', metadata: { raw: 'busy' } } }, 'Provider returned error: busy'],
    [{ message: 'top' }, 'top'],
    [{ detail: 'said' }, 'said'],
    [{ detail: [{ loc: ['body', 'x'], msg: 'bad' }] }, 'body.x: bad'],
    [{ object: 'error', message: 'mistral', code: 1500 }, 'mistral'],
    [[{ error: { message: 'in a list' } }], 'in a list'],
    ['just text', 'just text'],
  ])('finds the message of %j', (body, message) => {
    expect(readFailure(body).message).toBe(message);
  });

  it('never shows markup or more than 300 characters', async () => {
    upstream = await startUpstream({
      status: 502,
      headers: { 'content-type': 'text/html' },
      chunks: [`<html>${'x'.repeat(5000)}</html>`],
    });
    const { url } = upstream;
    const failure = await failureOf(() => endpointFor(url).send('/a', {}, get()));
    expect(failure).toMatchObject({ code: 'overloaded', status: 502, provider: 'acme' });
    expect(failure.message).not.toContain('<');
    expect(quoted('y'.repeat(5000))).toHaveLength(300);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-08-01T00:00:00Z');
  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sat, 01 Aug 2026 00:00:05 GMT' }, 5000],
    [{ 'retry-after': '3600' }, 3_600_000],
    [{ 'retry-after-ms': '300', 'retry-after': '9' }, 300],
    [{ 'x-ratelimit-reset-requests': '1s' }, 1000],
    [{ 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-requests': '120ms' }, 120],
    [
      {
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-requests': '5',
        'x-ratelimit-reset-tokens': '3s',
        'x-ratelimit-remaining-tokens': '0',
      },
      3000,
    ],
    [{ 'anthropic-ratelimit-requests-reset': '2026-08-01T00:00:07Z' }, 7000],
    [{ 'x-ratelimit-reset': String(now + 4000) }, 4000],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'abc' }, undefined],
    [{ 'retry-after': '1e99' }, undefined],
    [{ 'retry-after': 'NaN' }, undefined],
    [{}, undefined],
  ])('reads %j as %s ms', (headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>, undefined, now)).toBe(expected);
  });

  it('reads Google’s RetryInfo from the body', () => {
    expect(retryAfterMs({}, { error: { details: [{ '@type': 'x' }, { retryDelay: '34s' }] } }, now)).toBe(34_000);
  });
});

describe('secrets', () => {
  const random = (length: number) => 'aB3-x_Yz09'.repeat(20).slice(0, length);
  it.each([
    ['openai', `sk-proj-${random(120)}`],
    ['anthropic', `sk-ant-api03-${random(95)}`],
    ['odd', 'p"ass/word+&=1234'],
    ['short', 'sk-test'],
  ])('keeps the %s key out of an error that echoes it in every spelling', async (_name, key) => {
    const echoes = [key, encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key)];
    upstream = await startUpstream({
      status: 401,
      headers: { 'content-type': 'application/json', location: `http://x.test/?key=${encodeURIComponent(key)}` },
      chunks: [JSON.stringify({ error: { message: `bad: ${echoes.join(' | ')}` } })],
    });
    const failure = await failureOf(() =>
      endpointFor(upstream?.url ?? '', { auth: bearer('K'), keys: { K: key } }).send('/a', {}, get()),
    );
    const shown = JSON.stringify(failure) + failure.message + failure.hint + String(failure.stack);
    for (const echo of echoes) expect(shown).not.toContain(echo);
    expect(failure.hint).toContain('K');
  });

  it('keeps a key out of events whose bytes are split anywhere', async () => {
    const key = `sk-proj-${random(40)}`;
    const bytes = Buffer.from(`data: {"text":"${key}"}\n\n`);
    for (let at = 1; at < bytes.length; at += 7) {
      upstream = await startUpstream({
        headers: { 'content-type': 'text/event-stream' },
        chunks: [bytes.subarray(0, at), bytes.subarray(at)],
      });
      const answer = await endpointFor(upstream.url, { auth: bearer('K'), keys: { K: key } }).send('/a', {}, get());
      const text = JSON.stringify(await Array.fromAsync(answer.events()));
      expect(text).not.toContain(key);
      await upstream.close();
    }
  });

  it('recognises keys of others by their shape', () => {
    const { everything } = createRedactor([]);
    for (const key of [
      `sk-${random(40)}`,
      `AIza${'x'.repeat(35)}`,
      `Bearer ${random(30)}`,
      `x-api-key: ${random(20)}`,
      `?key=${random(30)}`,
    ]) {
      expect(everything(`seen ${key} here`)).not.toContain(random(18).slice(3));
      expect(everything(`seen ${key} here`)).toMatch(/^seen .*\[redacted\].* here$/);
    }
  });

  it('does not garble text for a key that is an ordinary word', () => {
    expect(createRedactor(['ollama']).values('ollama answered')).toBe('ollama answered');
  });
});
