import { describe, expect, it } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import type { JobRun } from '../../../src/core/job.ts';
import { silentLog } from '../../../src/core/log.ts';
import { LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import { createJobs } from '../../../src/runtime/jobs.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { asker } from './jobs-harness.ts';
import { answer, hello, pipeline, provider, type Scripted, scripted } from './pipeline.ts';

const MINUTE_MS = 60_000;

/** One process whose only tool is a chat, at a provider or on this machine. */
function chats(chat: Scripted, clock = createFakeClock(), options: { home?: string; isLocal?: boolean } = {}) {
  const { home, isLocal } = options;
  const local = { local: true, baseUrl: { global: 'http://127.0.0.1:1' } };
  const parts = pipeline([provider('acme', { chat, ...(isLocal === true && local) })], {
    clock,
    ...(home && { home }),
  });
  let isDead = false;
  const alive = <T>(work: () => Promise<T>): Promise<T> => (isDead ? new Promise<T>(() => undefined) : work());
  const state = {
    ...parts.state,
    read: ((work) => alive(() => parts.state.read(work))) satisfies typeof parts.state.read,
    write: ((work) => alive(() => parts.state.write(work))) satisfies typeof parts.state.write,
  };
  const jobs = createJobs({ config: parts.config, clock, log: silentLog, state: async () => state });
  const run: JobRun = async (context) => {
    const call = { app: {} as App, callId: 'call', tool: 'chat', principal: LOCAL_PRINCIPAL, ...context }; // not reached for
    const { result } = await parts.run('chat', hello, { model: 'acme/small' }, call);
    return { text: result.text };
  };
  const ask = (input = { prompt: 'Hello' }, signal = new AbortController().signal) =>
    jobs.perform({ tool: 'chat', arguments: input, principal: LOCAL_PRINCIPAL, signal, run });
  return {
    ...parts,
    clock,
    jobs,
    ask,
    serve: () => jobs.serve((_job, context) => run(context)),
    kill: () => {
      isDead = true;
    },
  };
}

const answersAfter = (clock: ReturnType<typeof createFakeClock>, ms: number, text = 'Late.') =>
  scripted(async (_request, { signal }) => {
    await clock.sleep(ms, signal);
    return answer(text);
  });

const never = () => scripted(() => new Promise<never>(() => undefined));

describe('a call that takes longer than the deadline', () => {
  it('becomes a job that goes on, and asked again gives its result', async () => {
    const clock = createFakeClock();
    const chat = answersAfter(clock, 2 * MINUTE_MS);
    const { ask, jobs } = chats(chat, clock);
    const gone = new AbortController();
    const outcome = await clock.runUntil(ask(undefined, gone.signal));
    expect(outcome).toMatchObject({ isDone: false, job: { tool: 'chat', status: 'running' } });
    expect(clock.monotonicMs()).toBe(45_000);
    gone.abort();
    if (outcome.isDone) throw new Error('not reached');
    expect(await clock.runUntil(ask())).toMatchObject({ isDone: false, job: { id: outcome.job.id } });
    expect(await clock.runUntil(ask())).toMatchObject({
      isDone: true,
      output: { text: 'Late.' },
      jobId: outcome.job.id,
    });
    expect(await jobs.get(outcome.job.id, asker)).toMatchObject({ status: 'succeeded', result: { text: 'Late.' } });
    expect(chat.requests).toHaveLength(1);
  });

  it('that is quick leaves no record, and two that are alike are two', async () => {
    const chat = scripted(answer('One.'), answer('Two.'));
    const { ask, clock, state } = chats(chat);
    const [one, two] = await clock.runUntil(Promise.all([ask(), ask()]));
    expect([one, two]).toEqual([
      { isDone: true, output: { text: 'One.' } },
      { isDone: true, output: { text: 'Two.' } },
    ]);
    expect(await state.read((database) => database.prepare('SELECT COUNT(*) AS n FROM job').get())).toEqual({ n: 0 });
  });

  it('both end when two that are alike take long', async () => {
    const clock = createFakeClock();
    const chat = answersAfter(clock, 2 * MINUTE_MS);
    const { ask } = chats(chat, clock);
    const outcomes = await clock.runUntil(Promise.all([ask(), ask()]));
    expect(outcomes.map(({ isDone }) => isDone).sort()).toEqual([false, true]);
    expect(chat.requests).toHaveLength(2);
  });

  it('is cancelled at its provider by cancel_job', async () => {
    const aborted = Promise.withResolvers<void>();
    const chat = scripted(
      (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.resolve();
            reject(signal.reason);
          });
        }),
    );
    const { ask, jobs, clock } = chats(chat);
    const outcome = await clock.runUntil(ask());
    if (outcome.isDone) throw new Error('not reached');
    expect(await clock.runUntil(jobs.cancel(outcome.job.id, asker))).toMatchObject({
      status: 'cancelled',
      note: expect.stringContaining('may be billed'),
    });
    await aborted.promise;
  });

  it('and died with its process at a provider is not sent again, and says what may be billed', async () => {
    const clock = createFakeClock();
    const first = chats(never(), clock);
    const outcome = await clock.runUntil(first.ask());
    if (outcome.isDone) throw new Error('not reached');
    first.kill();
    const chat = scripted(answer('Again.'));
    const second = chats(chat, clock, { home: first.home });
    second.serve();
    await clock.advance(MINUTE_MS);
    expect(await second.jobs.get(outcome.job.id, asker)).toMatchObject({
      status: 'failed',
      error: { code: 'unavailable', message: expect.stringContaining('acme/small') },
    });
    expect(chat.requests).toHaveLength(0);
  });

  it('and died with its process on this machine is run again', async () => {
    const clock = createFakeClock();
    const first = chats(never(), clock, { isLocal: true });
    const outcome = await clock.runUntil(first.ask());
    if (outcome.isDone) throw new Error('not reached');
    first.kill();
    const second = chats(scripted(answer('Again.')), clock, { home: first.home, isLocal: true });
    second.serve();
    await clock.advance(MINUTE_MS);
    expect(await second.jobs.get(outcome.job.id, asker)).toMatchObject({
      status: 'succeeded',
      result: { text: 'Again.' },
    });
  });

  it('is waited for where it cannot be written down', async () => {
    const clock = createFakeClock();
    const { ask, state } = chats(answersAfter(clock, 2 * MINUTE_MS), clock);
    await state.read((database) => database.exec('PRAGMA max_page_count = 1'));
    const outcome = await clock.runUntil(ask({ prompt: 'x'.repeat(200_000) }));
    expect(outcome).toEqual({ isDone: true, output: { text: 'Late.' } });
  });
});
