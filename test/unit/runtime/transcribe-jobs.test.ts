import { expect, it } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import type { JobRun } from '../../../src/core/job.ts';
import { silentLog } from '../../../src/core/log.ts';
import { LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import { createJobs } from '../../../src/runtime/jobs.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { asker } from './jobs-harness.ts';
import { pipeline, provider } from './pipeline.ts';
import { remoteListener, said, talk, wavOf } from './speech.ts';

const audio = wavOf(talk(2));
const running = { status: 'running', progress: 0.5 } as const;

it('a long transcription at a provider is asked after by the next server, and begun once', async () => {
  const clock = createFakeClock();
  const states = [...Array.from({ length: 9 }, () => running), { status: 'succeeded' as const, result: said('Done.') }];
  const { seen, transcribe } = remoteListener({ states });
  const definitions = [provider('acme', { transcribe })];

  const open = (home?: string) => {
    const parts = pipeline(definitions, { clock, ...(home !== undefined && { home }) });
    const jobs = createJobs({ config: parts.config, clock, log: silentLog, state: async () => parts.state });
    const run: JobRun = async (context) => {
      const app = {} as App; // the pipeline never reaches for it
      const call = { app, callId: 'call', tool: 'transcribe', principal: LOCAL_PRINCIPAL, ...context };
      const { result } = await parts.run('transcribe', { audio }, { model: 'acme' }, call);
      return { text: result.text };
    };
    return { ...parts, jobs, run };
  };

  const first = open();
  const { signal } = new AbortController();
  const outcome = await clock.runUntil(
    first.jobs.perform({
      tool: 'transcribe',
      arguments: { audio: 'talk.wav' },
      principal: LOCAL_PRINCIPAL,
      signal,
      isEager: true,
      run: first.run,
    }),
  );
  if (outcome.isDone) throw new Error('not reached');
  await clock.advance(3000);
  expect(await first.jobs.get(outcome.job.id, asker)).toMatchObject({ status: 'running', progress: 0.5 });
  await clock.runUntil(first.jobs.leave());

  const second = open(first.home);
  second.jobs.serve((_job, context) => second.run(context));
  // Audio is read in its own time, which no clock of ours moves.
  const status = async (): Promise<string> => {
    await clock.advance(1000);
    return (await second.jobs.get(outcome.job.id, asker)).status;
  };
  await expect.poll(status, { timeout: 10_000, interval: 5 }).toBe('succeeded');
  const ended = await second.jobs.get(outcome.job.id, asker);
  expect(ended).toMatchObject({ status: 'succeeded', result: { text: 'Done.' } });
  expect(seen).toMatchObject({ starts: 1, cancels: [] });
});
