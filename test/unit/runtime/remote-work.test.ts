import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';
import { type RemoteScript, remoteListener, said, talk, wavOf } from './speech.ts';

const audio = wavOf(talk(2));
const running = { status: 'running' } as const;
const done = { status: 'succeeded', result: said('Done.') } as const;
const busy = new ProviderError('rate_limited', { status: 429, processed: false });

function remote(script: RemoteScript, more: Parameters<typeof toolCall>[0] = {}) {
  const { seen, transcribe } = remoteListener(script);
  const clock = createFakeClock();
  const { run, ledger } = pipeline([provider('acme', { transcribe })], { clock });
  const call = run('transcribe', { audio }, { model: 'acme' }, toolCall({ tool: 'transcribe', ...more }));
  call.catch(() => undefined);
  return { seen, clock, call, ledger };
}

describe('work at a provider', () => {
  it('is started once and looked at with growing pauses', async () => {
    const { seen, clock, call } = remote({ states: [...Array.from({ length: 8 }, () => running), done] });
    const { result } = await clock.runUntil(call);
    expect(result.text).toBe('Done.');
    expect(seen).toMatchObject({ starts: 1, polls: 9, cancels: [] });
    const pauses = clock.sleeps.filter((ms) => ms < 60_000);
    expect(pauses.slice(0, 4)).toEqual([1000, 1500, 2250, 3375]);
    expect(Math.max(...pauses)).toBe(15_000);
  });

  it('waits at first as long as the family says', async () => {
    const { clock, call } = remote({ states: [running, done], pollMs: 5000 });
    await clock.runUntil(call);
    expect(clock.sleeps.filter((ms) => ms < 60_000)).toEqual([5000, 7500]);
  });

  it('survives looks that fail in passing, and waits as long as it is asked to', async () => {
    const states = [
      new ProviderError('rate_limited', { status: 429, retryAfterMs: 20_000, processed: false }),
      new ProviderError('overloaded', { status: 503 }),
      new ProviderError('network'),
      new ProviderError('timeout'),
      running,
      done,
    ];
    const { seen, clock, call } = remote({ states });
    expect((await clock.runUntil(call)).result.text).toBe('Done.');
    expect(seen).toMatchObject({ starts: 1, polls: 6 });
    expect(clock.sleeps).toContain(20_000);
  });

  it('may be unknown for a moment after it was taken, and not for ever', async () => {
    const unknown = new ProviderError('not_found', { status: 404 });
    const early = remote({ states: [unknown, unknown, unknown, done] });
    expect((await early.clock.runUntil(early.call)).result.text).toBe('Done.');
    const lost = remote({ states: [unknown] });
    await expect(lost.clock.runUntil(lost.call)).rejects.toMatchObject({ code: 'not_found' });
    expect(lost.seen).toMatchObject({ starts: 1, polls: 4, cancels: ['job-1'] });
  });

  it('fails with the provider’s reason, and is not started again', async () => {
    const error = new ProviderError('bad_request', { message: 'The file has no speech track.' });
    const { seen, clock, call } = remote({ states: [running, { status: 'failed', error }] });
    await expect(clock.runUntil(call)).rejects.toMatchObject({
      code: 'bad_request',
      provider: 'acme',
      message: 'The file has no speech track.',
    });
    expect(seen).toMatchObject({ starts: 1, cancels: [] });
  });

  it('that somebody cancelled over there says so', async () => {
    const { clock, call } = remote({ states: [{ status: 'cancelled' }] });
    await expect(clock.runUntil(call)).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('at the provider'),
    });
  });

  it('is not begun a second time when it may have been taken', async () => {
    const start = () => Promise.reject(new ProviderError('network'));
    const { seen, clock, call } = remote({ states: [done], start });
    await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'network' });
    expect(seen.starts).toBe(1);
  });

  it('is begun again when it certainly was not taken', async () => {
    let refused = 1;
    const start = async () => {
      if (refused-- > 0) throw busy;
      return { id: 'second' };
    };
    const { seen, clock, call } = remote({ states: [done], start });
    expect((await clock.runUntil(call)).result.text).toBe('Done.');
    expect(seen.starts).toBe(2);
  });

  it('is ended at the provider when the caller cancels', async () => {
    const cancel = new AbortController();
    const { seen, clock, call, ledger } = remote({ states: [running] }, { signal: cancel.signal });
    await clock.advance(3000);
    cancel.abort();
    await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen.cancels).toEqual(['job-1']);
    expect(clock.sleeping).toBe(0);
    expect((await ledger.list({ limit: 1 }, 'local')).calls).toMatchObject([{ outcome: 'cancelled', ms: 3000 }]);
  });

  it('is ended also when its id comes only after the cancel', async () => {
    const cancel = new AbortController();
    const taken = Promise.withResolvers<{ id: string }>();
    const { seen, clock, call } = remote({ states: [running], start: () => taken.promise }, { signal: cancel.signal });
    await clock.advance(10);
    cancel.abort();
    taken.resolve({ id: 'late' });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await clock.advance(10);
    expect(seen.cancels).toEqual(['late']);
  });

  it('does not hold the caller when the provider does not answer a cancel', async () => {
    const cancel = new AbortController();
    const { clock, call } = remote(
      { states: [running], cancel: () => new Promise(() => undefined) },
      { signal: cancel.signal },
    );
    await clock.advance(3000);
    cancel.abort();
    await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(clock.monotonicMs()).toBeLessThanOrEqual(5000);
  });

  it('is given up, and ended there, when the call has lasted too long', async () => {
    const { seen, clock, call } = remote({ states: [running] });
    await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'timeout' });
    expect(seen).toMatchObject({ starts: 1, cancels: ['job-1'] });
    expect(clock.monotonicMs()).toBeGreaterThan(600_000);
    expect(clock.monotonicMs()).toBeLessThan(620_000);
  });

  it('tells how far it is, never backwards and never beyond the end', async () => {
    const heard: (number | undefined)[] = [];
    const states = [0.25, 0.1, 0.5, 1.4].map((progress) => ({ ...running, progress }));
    const { clock, call } = remote(
      { states: [...states, done] },
      { progress: ({ progress }) => void heard.push(progress) },
    );
    await clock.runUntil(call);
    expect(heard).toEqual([1, 2, 4]);
  });
});
