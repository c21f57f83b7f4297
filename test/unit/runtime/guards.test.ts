import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { type Breakers, createBreakers, type Verdict } from '../../../src/runtime/breaker.ts';
import { createLimiter } from '../../../src/runtime/limiter.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { answer, hang, hello, pipeline, provider, scripted, toolCall } from './pipeline.ts';

const report = (breakers: Breakers, verdict: Verdict, times = 1) => {
  for (let time = 0; time < times; time++) breakers.enter('acme/big')(verdict);
};

describe('breaker', () => {
  it('opens after five failures in a row and names when to come back', () => {
    const breakers = createBreakers(createFakeClock());
    report(breakers, 'failure', 5);
    expect(() => breakers.enter('acme/big')).toThrow(
      expect.objectContaining({ code: 'overloaded', retryAfterMs: 15_000 }),
    );
    expect(() => breakers.enter('acme/small')).not.toThrow();
  });

  it('opens when half of twenty calls within 30 s failed', () => {
    const breakers = createBreakers(createFakeClock());
    for (let pair = 0; pair < 9; pair++) {
      report(breakers, 'failure');
      report(breakers, 'success');
    }
    report(breakers, 'failure');
    report(breakers, 'failure');
    expect(breakers.health()).toMatchObject([{ breaker: 'open', calls: 20, failures: 11 }]);
  });

  it('forgets failures that are older than 30 s', async () => {
    const clock = createFakeClock();
    const breakers = createBreakers(clock);
    for (let pair = 0; pair < 9; pair++) {
      report(breakers, 'failure');
      report(breakers, 'success');
    }
    await clock.advance(31_000);
    report(breakers, 'failure', 2);
    expect(breakers.health()).toMatchObject([{ breaker: 'closed', calls: 2 }]);
  });

  it('lets one probe through after 15 s and closes when it succeeds', async () => {
    const clock = createFakeClock();
    const breakers = createBreakers(clock);
    report(breakers, 'failure', 5);
    await clock.advance(15_000);
    const probe = breakers.enter('acme/big');
    expect(() => breakers.enter('acme/big')).toThrow(ProviderError);
    probe('success');
    expect(breakers.health()).toMatchObject([{ breaker: 'closed' }]);
  });

  it('stays open for another 15 s when the probe fails', async () => {
    const clock = createFakeClock();
    const breakers = createBreakers(clock);
    report(breakers, 'failure', 5);
    await clock.advance(15_000);
    report(breakers, 'failure');
    expect(() => breakers.enter('acme/big')).toThrow(expect.objectContaining({ retryAfterMs: 15_000 }));
  });

  it('learns nothing from a probe that was cancelled, and lets the next one through', async () => {
    const clock = createFakeClock();
    const breakers = createBreakers(clock);
    report(breakers, 'failure', 5);
    await clock.advance(15_000);
    report(breakers, 'neutral');
    expect(breakers.health()).toMatchObject([{ breaker: 'half-open' }]);
    expect(() => breakers.enter('acme/big')).not.toThrow();
  });

  it('is not kept open by a wall clock that is set back', async () => {
    const clock = createFakeClock();
    const breakers = createBreakers(clock);
    report(breakers, 'failure', 5);
    clock.setWallClock(0);
    await clock.advance(15_000);
    expect(() => breakers.enter('acme/big')).not.toThrow();
  });

  it('does not count what the caller did wrong', async () => {
    const chat = scripted(...Array.from({ length: 8 }, () => new ProviderError('bad_request')), answer('fine'));
    const { run, clock } = pipeline([provider('acme', { chat })]);
    for (let time = 0; time < 8; time++) {
      await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
        code: 'bad_request',
      });
    }
    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).resolves.toBeDefined();
  });

  it('refuses an open route at once, without asking the provider', async () => {
    const chat = scripted(new ProviderError('bad_response'));
    const { run, clock, health } = pipeline([provider('acme', { chat })]);
    for (let time = 0; time < 5; time++) {
      await clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()).catch(() => undefined));
    }
    await expect(clock.runUntil(run('chat', hello, { model: 'acme' }, toolCall()))).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterMs: 15_000,
    });
    expect(chat.requests).toHaveLength(5);
    expect(health().routes).toMatchObject([{ model: 'acme/small', breaker: 'open', failures: 5 }]);
  });
});

describe('limiter', () => {
  const signal = new AbortController().signal;

  it('lets waiters in first come first served', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const order: string[] = [];
    const leave = await limiter.acquire('acme', signal);
    const enter = async (name: string) => {
      const done = await limiter.acquire('acme', signal);
      order.push(name);
      done();
    };
    const all = Promise.all([enter('first'), enter('second'), enter('third')]);
    expect(limiter.health()).toEqual([{ provider: 'acme', running: 1, queued: 3 }]);
    leave();
    await all;
    expect(order).toEqual(['first', 'second', 'third']);
    expect(limiter.health()).toEqual([{ provider: 'acme', running: 0, queued: 0 }]);
  });

  it('frees a slot only once however often it is left', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const leave = await limiter.acquire('acme', signal);
    leave();
    leave();
    await limiter.acquire('acme', signal);
    expect(limiter.health()).toEqual([{ provider: 'acme', running: 1, queued: 0 }]);
  });

  it('says busy beyond the queue', async () => {
    const limiter = createLimiter({ concurrency: 1, queue: 1 });
    await limiter.acquire('acme', signal);
    void limiter.acquire('acme', signal);
    await expect(limiter.acquire('acme', signal)).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('lets a cancelled waiter leave the queue at once', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const cancel = new AbortController();
    await limiter.acquire('acme', signal);
    const waiting = limiter.acquire('acme', cancel.signal);
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(limiter.health()).toEqual([{ provider: 'acme', running: 1, queued: 0 }]);
  });

  it('runs 16 calls of a provider at once and keeps 256 waiting', async () => {
    const chat = scripted(hang);
    const { run, clock, health } = pipeline([provider('acme', { chat })]);
    const cancel = new AbortController();
    const calls = Array.from({ length: 273 }, () =>
      run('chat', hello, { model: 'acme' }, toolCall({ signal: cancel.signal })).catch(
        (error: ProviderError) => error.code,
      ),
    );
    await clock.advance(0);
    expect(chat.requests).toHaveLength(16);
    expect(health().providers).toEqual([{ provider: 'acme', running: 16, queued: 256 }]);
    cancel.abort();
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((code) => code === 'overloaded')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'cancelled')).toHaveLength(272);
  });

  it('keeps nobody waiting behind another provider that hangs', async () => {
    const { run, clock } = pipeline([
      provider('slow', { chat: scripted(hang) }),
      provider('fast', { chat: scripted(answer('here')) }),
    ]);
    const cancel = new AbortController();
    const stuck = Array.from({ length: 40 }, () =>
      run('chat', hello, { model: 'slow' }, toolCall({ signal: cancel.signal })).catch(() => undefined),
    );
    await clock.advance(0);
    const { result } = await run('chat', hello, { model: 'fast' }, toolCall());
    expect(result.text).toBe('here');
    cancel.abort();
    await Promise.all(stuck);
  });
});
