import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/core/endpoint.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import type { CapabilityFactory } from '../../../src/core/provider.ts';
import { createRetries } from '../../../src/runtime/retry.ts';
import { jsonAnswer, noNetwork } from '../../endpoint.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { answer, hang, hello, pipeline, provider, scripted, toolCall } from './pipeline.ts';

const limited = (retryAfterMs?: number) =>
  new ProviderError('rate_limited', { status: 429, retryAfterMs, processed: false });

describe('retry', () => {
  it('waits for Retry-After before the second attempt', async () => {
    const chat = scripted(limited(2000), answer('fine'));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    const { result, receipt } = await clock.runUntil(run('chat', hello, { model: 'acme/big' }, toolCall()));

    expect(result.text).toBe('fine');
    expect(receipt.latencyMs).toBeGreaterThanOrEqual(2000);
    expect(receipt.latencyMs).toBeLessThanOrEqual(2600);
    expect(receipt.attempts.map(({ outcome }) => outcome)).toEqual(['error', 'ok']);
  });

  it('gives a Retry-After that is too long to the caller at once', async () => {
    const chat = scripted(limited(3_600_000));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    const failing = run('chat', hello, { model: 'acme/big' }, toolCall());
    await expect(clock.runUntil(failing)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 3_600_000 });
    expect(chat.requests).toHaveLength(1);
    expect(clock.monotonicMs()).toBe(0);
  });

  it.each([Number.NaN, -1])('backs off as if there were no Retry-After when it is %s', async (retryAfterMs) => {
    const chat = scripted(limited(retryAfterMs), answer('fine'));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    const { receipt } = await clock.runUntil(run('chat', hello, { model: 'acme/big' }, toolCall()));
    expect(receipt.latencyMs).toBe(250);
  });

  it('stops after two retries when a provider keeps refusing', async () => {
    const chat = scripted(limited());
    const { run, clock } = pipeline([provider('acme', { chat })]);

    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'rate_limited',
    });
    expect(chat.requests).toHaveLength(3);
    expect(clock.sleeps.slice(1)).toEqual([250, 500]);
  });

  it.each(['auth_rejected', 'quota_exhausted', 'bad_request', 'content_filter', 'unsupported'] as const)(
    'does not repeat after %s',
    async (code) => {
      const chat = scripted(new ProviderError(code));
      const { run, clock } = pipeline([provider('acme', { chat })]);

      await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({ code });
      expect(chat.requests).toHaveLength(1);
    },
  );

  it('repeats after a reset before the first byte', async () => {
    const chat = scripted(new ProviderError('network'), answer('fine'));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    const { result } = await clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()));
    expect(result.text).toBe('fine');
  });

  it('does not repeat after a reset in the middle of an answer', async () => {
    const endpoint: Endpoint = {
      ...noNetwork,
      provider: 'acme',
      send: async () => jsonAnswer(() => Promise.reject(new ProviderError('network'))),
    };
    const requests: string[] = [];
    const chat: CapabilityFactory<'chat'> = (to) => ({
      async chat(_request, { signal }) {
        requests.push('sent');
        const head = await to.send('/chat', {}, { signal });
        await head.json();
        return answer('never');
      },
    });
    const definition = { ...provider('acme', {}), capabilities: { chat } };
    const { run, clock } = pipeline([definition], { createEndpoint: () => endpoint });

    await expect(clock.runUntil(run('chat', hello, { model: 'acme/x' }, toolCall()))).rejects.toMatchObject({
      code: 'network',
    });
    expect(requests).toHaveLength(1);
  });

  it.each(['overloaded', 'rate_limited'] as const)(
    'does not repeat %s that came after the provider had begun to answer',
    async (code) => {
      const chat = scripted(new ProviderError(code, { processed: true }), answer('billed twice'));
      const { run, clock } = pipeline([provider('acme', { chat })]);

      await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({ code });
      expect(chat.requests).toHaveLength(1);
    },
  );

  it('does not repeat an answer whose body was cut, however little of it was read', async () => {
    const chat = scripted(new ProviderError('network', { status: 200 }), answer('billed twice'));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'network',
    });
    expect(chat.requests).toHaveLength(1);
  });

  it('does not repeat a certificate problem', async () => {
    const cause = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });
    const chat = scripted(new ProviderError('network', { cause, processed: false }));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'network',
    });
    expect(chat.requests).toHaveLength(1);
  });

  it('does not repeat a timeout of a request that was sent', async () => {
    const chat = scripted(new ProviderError('timeout'));
    const { run, clock } = pipeline([provider('acme', { chat })]);

    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'timeout',
    });
    expect(chat.requests).toHaveLength(1);
  });

  it('never starts again after the first delta was passed on', async () => {
    const chat = scripted(async (_request, { onEvent }) => {
      onEvent?.({ type: 'text-delta', text: 'Once upon' });
      throw new ProviderError('overloaded', { processed: false });
    });
    const other = scripted(answer('from the other'));
    const { run, clock } = pipeline([provider('acme', { chat }), provider('beta', { chat: other })]);
    const told: string[] = [];

    const failing = run(
      'chat',
      hello,
      { model: 'acme', fallbacks: ['beta'] },
      toolCall({ onProgress: ({ message }) => told.push(message) }),
    );
    await expect(clock.runUntil(failing)).rejects.toMatchObject({ code: 'overloaded' });
    expect(told).toEqual(['Once upon']);
    expect(chat.requests).toHaveLength(1);
    expect(other.requests).toHaveLength(0);
  });

  it('ends at the total deadline even when the provider hangs', async () => {
    const { run, clock } = pipeline([provider('acme', { chat: scripted(hang) })]);

    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'timeout',
    });
    expect(clock.monotonicMs()).toBe(600_000);
  });

  it('lets only a tenth of the last minute be retries, beyond a small floor', () => {
    const clock = createFakeClock();
    const retries = createRetries(clock);
    const failed = { error: limited(), retries: 0, answered: false, remainingMs: 60_000 };
    for (let call = 0; call < 50; call++) retries.countCall();

    const allowed = Array.from({ length: 40 }, () => retries.pauseBefore(failed)).filter(
      (pause) => pause !== undefined,
    );
    expect(allowed).toHaveLength(15);
  });

  it('does not wait longer than what is left of the deadline', () => {
    const retries = createRetries(createFakeClock());
    expect(
      retries.pauseBefore({ error: limited(5000), retries: 0, answered: false, remainingMs: 4000 }),
    ).toBeUndefined();
  });
});
