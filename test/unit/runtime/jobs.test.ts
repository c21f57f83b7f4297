import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { verifies } from '../../requirements.ts';
import { done, film, filmed, running, type Studio, studio } from './films.ts';
import { asker, jobProcess } from './jobs-harness.ts';
import { type PipelineOptions, provider } from './pipeline.ts';

const prompt = 'A fox in the snow.';

function begin(script: Studio, options: PipelineOptions = {}) {
  const { seen, video } = studio(script);
  const clock = createFakeClock();
  return { seen, ...jobProcess([provider('acme', { video })], { clock, ...options }), clock };
}

const long = [...Array.from({ length: 7 }, (_, index) => running((index + 1) / 10)), done()];

describe('a call that its provider runs as a job', () => {
  it('is answered like any other when it is quick, and can be asked for afterwards', async () => {
    const { clock, film: make, jobs, seen } = begin({ states: [running(), done()] });
    const outcome = await clock.runUntil(make({ prompt }));
    expect(outcome).toMatchObject({ isDone: true, jobId: expect.any(String) });
    if (!outcome.isDone || outcome.jobId === undefined) throw new Error('not reached');
    expect(outcome.output).toMatchObject({ provider: 'acme', artifact: { mime_type: 'video/mp4' } });
    expect(await jobs.get(outcome.jobId, asker)).toMatchObject({
      status: 'succeeded',
      progress: 1,
      result: outcome.output,
    });
    expect(seen).toMatchObject({ starts: [{ prompt }], polls: ['op-1', 'op-1'], cancels: [] });
  });

  it(verifies('jobs.deadline'), async () => {
    const { clock, film: make, jobs, seen } = begin({ states: long });
    const outcome = await clock.runUntil(make({ prompt }));
    expect(outcome).toMatchObject({ isDone: false, job: { status: 'running', progress: expect.any(Number) } });
    if (outcome.isDone) throw new Error('not reached');
    expect(clock.monotonicMs()).toBe(45_000);
    const ended = await clock.runUntil(jobs.get(outcome.job.id, asker, 600_000));
    expect(ended).toMatchObject({ status: 'succeeded', progress: 1, result: { provider: 'acme' } });
    expect(seen.starts).toHaveLength(1);
  });

  it('is answered at once for a caller that does not wait', async () => {
    const { clock, film: make, seen } = begin({ states: long });
    const outcome = await clock.runUntil(make({ prompt, wait: false }, { isEager: true }));
    expect(outcome).toMatchObject({ isDone: false, job: { status: 'running' } });
    expect(clock.monotonicMs()).toBeLessThan(2000);
    expect(seen.starts).toHaveLength(1);
  });

  it(verifies('jobs.reattach'), async () => {
    const { clock, film: make, seen } = begin({ states: long });
    const first = await clock.runUntil(make({ prompt, seed: 7 }));
    const second = await clock.runUntil(make({ seed: 7, prompt }));
    expect(first).toMatchObject({ isDone: false });
    expect(second).toMatchObject({ isDone: true, jobId: first.isDone ? '' : first.job.id });
    expect(seen.starts).toHaveLength(1);
    // What it came to has been told; the next one is a new film.
    await clock.advance(2000);
    await clock.runUntil(make({ prompt, seed: 7 }));
    expect(seen.starts).toHaveLength(2);
  });

  it('is the same job for two who ask at once', async () => {
    const { clock, film: make, seen } = begin({ states: [running(), done()] });
    const [first, second] = await clock.runUntil(Promise.all([make({ prompt }), make({ prompt })]));
    expect(first).toMatchObject({ isDone: true });
    expect(second).toMatchObject({ isDone: true, jobId: first.isDone ? first.jobId : '' });
    expect(seen.starts).toHaveLength(1);
  });

  it('gives a result that nobody saw to who asks again', async () => {
    const { clock, film: make, seen } = begin({ states: long });
    await clock.runUntil(make({ prompt }));
    await clock.advance(120_000);
    expect(await clock.runUntil(make({ prompt }))).toMatchObject({ isDone: true });
    expect(seen.starts).toHaveLength(1);
  });

  it('gives it once more where the process died before the answer can have gone out', async () => {
    const { seen, video } = studio({ states: [done()] });
    const clock = createFakeClock();
    const first = jobProcess([provider('acme', { video })], { clock });
    const outcome = await clock.runUntil(first.film({ prompt }));
    first.kill();
    const second = jobProcess([provider('acme', { video })], { clock, home: first.home });
    expect(await clock.runUntil(second.film({ prompt }))).toEqual(outcome);
    expect(seen.starts).toHaveLength(1);
  });

  it('is another’s when another tenant asks', async () => {
    const { clock, film: make, jobs, seen } = begin({ states: long });
    const outcome = await clock.runUntil(make({ prompt }));
    if (outcome.isDone) throw new Error('not reached');
    const principal = { tenant: 'other', subject: 'local' };
    await expect(jobs.get(outcome.job.id, { principal })).rejects.toMatchObject({ code: 'not_found' });
    await expect(jobs.cancel(outcome.job.id, { principal })).rejects.toMatchObject({ code: 'not_found' });
    await clock.runUntil(make({ prompt }, { principal }));
    expect(seen.starts).toHaveLength(2);
  });

  it('fails with the provider’s reason, once', async () => {
    const error = new ProviderError('content_filter', { provider: 'acme', message: 'Refused.' });
    const { clock, film: make, jobs, seen } = begin({ states: [running(), { status: 'failed', error }] });
    const outcome = await clock.runUntil(make({ prompt }, { isEager: true }));
    if (outcome.isDone) throw new Error('not reached');
    const ended = await clock.runUntil(jobs.get(outcome.job.id, asker, 60_000));
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'content_filter', message: 'Refused.' } });
    expect(seen).toMatchObject({ starts: [{}], cancels: [] });
  });

  it('is not failed by looks that fail in passing, and never goes back', async () => {
    const states = [
      new ProviderError('not_found', { status: 404 }),
      running(0.6),
      new ProviderError('rate_limited', { status: 429, processed: false }),
      running(0.2),
      new ProviderError('overloaded', { status: 500 }),
      running(1.4),
      done(),
    ];
    const { clock, film: make, jobs } = begin({ states });
    const outcome = await clock.runUntil(make({ prompt }, { isEager: true }));
    if (outcome.isDone) throw new Error('not reached');
    const told: number[] = [];
    for (let look = 0; look < 60; look++) {
      await clock.advance(1000);
      const { progress } = await jobs.get(outcome.job.id, asker);
      if (progress !== undefined) told.push(progress);
    }
    expect(told).toEqual([...told].sort((left, right) => left - right));
    expect(told[0]).toBe(0.6);
    expect(told.at(-1)).toBe(1);
    expect(await jobs.get(outcome.job.id, asker)).toMatchObject({ status: 'succeeded' });
  });

  it('that takes too long names the provider’s id, and is looked at again when it is asked for again', async () => {
    const {
      clock,
      film: make,
      jobs,
      seen,
    } = begin({ states: [...Array.from({ length: 125 }, () => running()), done()] });
    const outcome = await clock.runUntil(make({ prompt }));
    if (outcome.isDone) throw new Error('not reached');
    const late = await clock.runUntil(jobs.get(outcome.job.id, asker, 3_600_000));
    expect(late).toMatchObject({
      status: 'failed',
      error: {
        code: 'timeout',
        message: expect.stringContaining('op-1'),
        hint: expect.stringContaining('same arguments'),
      },
    });
    expect(seen.cancels).toEqual([]);
    expect(await clock.runUntil(make({ prompt }))).toMatchObject({ isDone: true, jobId: outcome.job.id });
    expect(seen.starts).toHaveLength(1);
  });

  it(verifies('jobs.cancel'), async () => {
    const { clock, film: make, jobs, seen } = begin({ states: long, more: { cancelStopsBilling: true } });
    const outcome = await clock.runUntil(make({ prompt }));
    if (outcome.isDone) throw new Error('not reached');
    const ended = await clock.runUntil(jobs.cancel(outcome.job.id, asker));
    expect(ended).toMatchObject({ status: 'cancelled', note: expect.stringContaining('does not bill') });
    expect(await jobs.cancel(outcome.job.id, asker)).toMatchObject({ status: 'cancelled' });
    expect(seen.cancels).toEqual(['op-1']);
  });

  it('that has ended stays as it ended', async () => {
    const { clock, film: make, jobs, seen } = begin({ states: [done()] });
    const outcome = await clock.runUntil(make({ prompt }));
    if (!outcome.isDone || outcome.jobId === undefined) throw new Error('not reached');
    expect(await jobs.cancel(outcome.jobId, asker)).toMatchObject({ status: 'succeeded' });
    expect(seen.cancels).toEqual([]);
  });

  it('is cancelled with its call while that waits, and not afterwards', async () => {
    const early = begin({ states: long });
    const stop = new AbortController();
    const call = early.film({ prompt }, { signal: stop.signal });
    call.catch(() => undefined);
    await early.clock.advance(10_000);
    stop.abort();
    await expect(early.clock.runUntil(call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(early.seen.cancels).toEqual(['op-1']);

    const late = begin({ states: long });
    const gone = new AbortController();
    await late.clock.runUntil(late.film({ prompt }, { signal: gone.signal }));
    gone.abort();
    await late.clock.advance(120_000);
    expect(late.seen.cancels).toEqual([]);
    expect(await late.clock.runUntil(late.film({ prompt }))).toMatchObject({ isDone: true });
  });
});

describe(verifies('jobs.another-process'), () => {
  it('goes on with what a process left that stopped', async () => {
    const { seen, video } = studio({ states: long });
    const clock = createFakeClock();
    const first = jobProcess([provider('acme', { video })], { clock });
    const outcome = await clock.runUntil(first.film({ prompt }, { isEager: true }));
    if (outcome.isDone) throw new Error('not reached');
    await clock.runUntil(first.jobs.leave());
    expect(seen.cancels).toEqual([]);
    const second = jobProcess([provider('acme', { video })], { clock, home: first.home });
    expect(await second.jobs.get(outcome.job.id, asker)).toMatchObject({ status: 'running' });
    second.serve();
    const ended = await clock.runUntil(second.jobs.get(outcome.job.id, asker, 600_000));
    expect(ended).toMatchObject({ status: 'succeeded' });
    expect(seen.starts).toHaveLength(1);
    expect((await second.ledger.list({ limit: 9 }, 'local')).calls).toMatchObject([{ outcome: 'ok' }]);
  });

  it('knows of work whose beginning was answered while the server stopped', async () => {
    const taken = Promise.withResolvers<{ id: string }>();
    const clock = createFakeClock();
    const { seen, video } = studio({ states: [done()], start: () => taken.promise });
    const first = jobProcess([provider('acme', { video })], { clock });
    const asked = first.film({ prompt }, { isEager: true });
    await clock.advance(100);
    const left = first.jobs.leave();
    await clock.advance(300);
    taken.resolve({ id: 'op-1' });
    await clock.runUntil(left);
    expect(await asked).toMatchObject({ isDone: false });
    const second = jobProcess([provider('acme', { video })], { clock, home: first.home });
    second.serve();
    expect(await clock.runUntil(second.film({ prompt }))).toMatchObject({ isDone: true });
    expect(seen).toMatchObject({ starts: [{}], cancels: [] });
  });

  it('leaves alone what a living one works on, whatever the clock on the wall says', async () => {
    const { seen, video } = studio({ states: long });
    const clock = createFakeClock();
    const first = jobProcess([provider('acme', { video })], { clock });
    const outcome = await clock.runUntil(first.film({ prompt }, { isEager: true }));
    if (outcome.isDone) throw new Error('not reached');
    const second = jobProcess([provider('acme', { video })], { clock, home: first.home });
    second.serve();
    clock.setWallClock(clock.now() + 3_600_000);
    await clock.advance(20_000);
    clock.setWallClock(clock.now() - 7_200_000);
    await clock.advance(80_000);
    expect(await second.jobs.get(outcome.job.id, asker)).toMatchObject({ status: 'succeeded' });
    expect(seen.polls).toHaveLength(long.length);
  });

  it('has a job of another process cancelled', async () => {
    const { seen, video } = studio({ states: long });
    const clock = createFakeClock();
    const first = jobProcess([provider('acme', { video })], { clock });
    const outcome = await clock.runUntil(first.film({ prompt }, { isEager: true }));
    if (outcome.isDone) throw new Error('not reached');
    const second = jobProcess([provider('acme', { video })], { clock, home: first.home });
    expect(await clock.runUntil(second.jobs.cancel(outcome.job.id, asker))).toMatchObject({
      status: 'cancelled',
      note: expect.stringContaining('may bill'),
    });
    expect(seen.cancels).toEqual(['op-1']);
  });
});

describe('the moment in which work is begun', () => {
  const dead = async (more?: Studio['more']) => {
    const taken = Promise.withResolvers<{ id: string }>();
    const clock = createFakeClock();
    const { seen, video } = studio({ states: [done()], start: () => taken.promise });
    const first = jobProcess([provider('acme', { video })], { clock });
    first.film({ prompt }, { isEager: true }).catch(() => undefined);
    await clock.advance(100);
    expect(seen.starts).toHaveLength(1);
    // It stops between asking and knowing.
    first.kill();
    const next = studio({ states: [running(), done()], ...(more && { more }) });
    const second = jobProcess([provider('acme', { video: next.video })], { clock, home: first.home });
    return { clock, second, seen: next.seen, firstId: seen.starts[0]?.clientId };
  };

  it(verifies('jobs.unknown-outcome'), async () => {
    const { clock, second, seen } = await dead();
    second.serve();
    await clock.advance(60_000);
    const row = await second.state.read((database) => database.prepare('SELECT id, status FROM job').get());
    expect(await second.jobs.get(String(row?.id), asker)).toMatchObject({
      status: 'failed',
      error: { code: 'conflict', message: expect.stringContaining('not asked again') },
    });
    expect(seen.starts).toEqual([]);
  });

  it('is repeated with the same id where that begins nothing twice', async () => {
    const { clock, second, seen, firstId } = await dead({ takesClientId: true });
    second.serve();
    await clock.advance(60_000);
    expect(seen.starts.map(({ clientId }) => clientId)).toEqual([firstId]);
  });

  it('does not come when it cannot be written down', async () => {
    const { clock, film: make, seen, state } = begin({ states: [done()] });
    await state.write((database) => {
      const { page_count: pages } = database.prepare('PRAGMA page_count').get() ?? {};
      database.exec(`CREATE TABLE filler (x)`);
      return pages;
    });
    await state.read((database) => database.exec('PRAGMA max_page_count = 1'));
    await expect(clock.runUntil(make({ prompt: 'x'.repeat(100_000) }))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('the disk is full'),
    });
    expect(seen.starts).toEqual([]);
  });
});

describe('what was made', () => {
  it('is looked for once more when its address has expired', async () => {
    const urls: string[] = [];
    const link = (url: string) => ({
      status: 'succeeded' as const,
      result: filmed(undefined, { videos: [{ kind: 'link', url }] }),
    });
    const { clock, film: make } = begin(
      { states: [link('https://cdn.example/old'), link('https://cdn.example/new')] },
      {
        createEndpoint: () => ({
          provider: 'acme',
          setting: () => undefined,
          connect: async () => Promise.reject(new Error('not used here')),
          send: async () => Promise.reject(new ProviderError('forbidden')),
        }),
        download: async (url) => {
          urls.push(url);
          if (url.endsWith('old')) throw new ProviderError('network', { status: 403 });
          return {
            status: 200,
            headers: { 'content-type': 'video/mp4' },
            async *chunks() {
              yield film('new');
            },
          };
        },
      },
    );
    expect(await clock.runUntil(make({ prompt }))).toMatchObject({ isDone: true });
    expect(urls).toEqual(['https://cdn.example/old', 'https://cdn.example/new']);
  });
});
