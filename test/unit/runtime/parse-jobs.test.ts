import { expect, it } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import type { JobRun } from '../../../src/core/job.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { ParseCapability, ParseResult } from '../../../src/core/parse.ts';
import { LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import { createJobs } from '../../../src/runtime/jobs.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { memoryArtifacts } from '../../memory-artifacts.ts';
import { asker } from './jobs-harness.ts';
import { pipeline, provider } from './pipeline.ts';

const document = { bytes: Buffer.from('%PDF-1.4'), mimeType: 'application/pdf' };
const READ: ParseResult = { markdown: 'Read once.', pages: [], tables: [], metadata: {}, usage: { pages: 1 } };

it('a text that a provider hands out once outlives the server that took it', async () => {
  const clock = createFakeClock();
  const artifacts = memoryArtifacts();
  const seen = { starts: 0, looks: 0 };
  const parse: ParseCapability = {
    intake: () => ({ takes: 'file', choosesPages: true, choosesOcr: true, isReadOnce: true }),
    start: async () => ({ id: `job-${++seen.starts}` }),
    poll: async () => {
      if (++seen.looks === 1) return { status: 'succeeded', result: READ };
      return { status: 'failed', error: new ProviderError('not_found', { message: 'It was handed out.' }) };
    },
  };
  const open = (home?: string) => {
    const options = { clock, artifacts, ...(home !== undefined && { home }) };
    const parts = pipeline([provider('acme', { parse })], options);
    const jobs = createJobs({ config: parts.config, clock, log: silentLog, state: async () => parts.state });
    const read = async (context: Parameters<JobRun>[0]) => {
      const app = {} as App; // the pipeline never reaches for it
      const call = { app, callId: 'call', tool: 'parse_document', principal: LOCAL_PRINCIPAL, ...context };
      return (await parts.run('parse', { document }, { model: 'acme' }, call)).result;
    };
    return { ...parts, jobs, read };
  };

  const first = open();
  const hasRead = Promise.withResolvers<void>();
  const outcome = await clock.runUntil(
    first.jobs.perform({
      tool: 'parse_document',
      arguments: { source: 'a.pdf' },
      principal: LOCAL_PRINCIPAL,
      signal: new AbortController().signal,
      isEager: true,
      // What comes after the reading takes longer than this server lives.
      run: async (context) => {
        await first.read(context);
        hasRead.resolve();
        return new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => reject(context.signal.reason), { once: true });
        });
      },
    }),
  );
  if (outcome.isDone) throw new Error('not reached');
  await clock.runUntil(hasRead.promise);
  await clock.runUntil(first.jobs.leave());

  const second = open(first.home);
  second.jobs.serve(async (_job, context) => ({ markdown: (await second.read(context)).markdown }));
  const status = async (): Promise<string> => {
    await clock.advance(1000);
    return (await second.jobs.get(outcome.job.id, asker)).status;
  };
  await expect.poll(status, { timeout: 10_000, interval: 5 }).toBe('succeeded');
  expect(await second.jobs.get(outcome.job.id, asker)).toMatchObject({ result: { markdown: 'Read once.' } });
  expect(seen).toEqual({ starts: 1, looks: 1 });
});
