import type { App } from '../../../src/core/app.ts';
import type { JobRequest, JobRun } from '../../../src/core/job.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import { LOCAL_PRINCIPAL, type ToolDefinition } from '../../../src/core/tool.ts';
import { createJobs } from '../../../src/runtime/jobs.ts';
import type { State } from '../../../src/runtime/state.ts';
import generateVideo from '../../../tools/generate_video.ts';
import { type PipelineOptions, pipeline } from './pipeline.ts';

export const asker = { principal: LOCAL_PRINCIPAL };

/** One process on a data folder: pipeline and jobs over scripted providers. */
export function jobProcess(definitions: readonly ProviderDefinition[], options: PipelineOptions = {}) {
  const parts = pipeline(definitions, options);
  const { clock, config, state, run } = parts;
  let isDead = false;
  const whileAlive = <T>(work: () => Promise<T>): Promise<T> => (isDead ? new Promise<T>(() => undefined) : work());
  const mortal: State = {
    read: (work) => whileAlive(() => state.read(work)),
    write: (work) => whileAlive(() => state.write(work)),
    close: () => undefined,
  };
  const jobs = createJobs({ config, clock, log: silentLog, state: async () => mortal });
  // The tools that are used here reach for nothing else.
  const app = { run } as unknown as App;

  const runTool =
    (tool: ToolDefinition, input: unknown): JobRun =>
    async (context) => {
      const call = { app, callId: 'call', tool: tool.name, principal: LOCAL_PRINCIPAL, ...context };
      const output = await tool.run(tool.input.parse(input), call);
      return JSON.parse(JSON.stringify(output)) as Record<string, unknown>; // a tool's output is an object
    };

  const film = (input: Record<string, unknown>, more: Partial<JobRequest> = {}) =>
    jobs.perform({
      tool: 'generate_video',
      arguments: input,
      principal: LOCAL_PRINCIPAL,
      signal: new AbortController().signal,
      run: runTool(generateVideo, input),
      ...more,
    });

  /** Takes over what other processes left. */
  const serve = (): void => jobs.serve(({ arguments: input }, context) => runTool(generateVideo, input)(context));

  /** Dies as by SIGKILL: nothing is written any more, and nobody is told. */
  const kill = (): void => {
    isDead = true;
  };

  return { ...parts, jobs, film, serve, kill };
}
