import type { App } from '../../../src/core/app.ts';
import type { Media } from '../../../src/core/content.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { ProviderDefinition } from '../../../src/core/provider.ts';
import { createResourceUpdates } from '../../../src/core/resource-updates.ts';
import type { ToolCall } from '../../../src/core/tool.ts';
import { createContinuations } from '../../../src/runtime/continuation.ts';
import { createJobs } from '../../../src/runtime/jobs.ts';
import { type PipelineOptions, pipeline, toolCall } from '../runtime/pipeline.ts';

export type TestAppOptions = PipelineOptions & { readonly media?: Readonly<Record<string, Media>> };

/** A tool call with a whole App over scripted providers: the real pipeline, ledger and continuations. */
export function appCall(
  definitions: readonly ProviderDefinition[],
  { media = {}, ...options }: TestAppOptions = {},
  more: Partial<ToolCall> = {},
): ToolCall {
  const { run, estimate, ledger, health, catalogue, clock, config, home, state } = pipeline(definitions, options);
  const jobs = createJobs({ config, clock, log: silentLog, state: async () => state });
  const continuations = createContinuations({ home, clock });
  const app: App = {
    version: '0.0.0',
    config,
    clock,
    log: silentLog,
    sources: {
      load: async (source) => {
        const found = media[source];
        if (found === undefined) throw new ProviderError('not_found', { message: `No file ${source}.` });
        return found;
      },
      expand: async () => ({ files: [], unreadable: [] }),
    },
    run,
    estimate,
    providers: catalogue.providers,
    probe: () => Promise.reject(new Error('not used here')),
    models: catalogue.models,
    ledger: (query, call) => ledger.list(query, call.principal.tenant),
    health: async () => health(),
    continuations: async () => continuations,
    artifacts: () => Promise.reject(new Error('not used here')),
    jobs: async () => jobs,
    leave: jobs.leave,
    documents: () => Promise.reject(new Error('not used here')),
    retrieval: () => Promise.reject(new Error('not used here')),
    domains: () => Promise.reject(new Error('not used here')),
    voice: () => Promise.reject(new Error('not used here')),
    updates: createResourceUpdates(),
    hangUp: async () => {},
    close: async () => undefined,
  };
  return toolCall({ app, ...more });
}
