import type { Clock } from '../../core/clock.ts';
import { systemClock } from '../../core/clock.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { ParseCapability } from '../../core/parse.ts';
import { jobPath, noJob } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { filled } from '../read.ts';

const PATH = '/api/v2/extract';
const LOOK_AGAIN_MS = 1_000;
/** The quickest way to read has no counterpart here. */
const TIERS = new Set(['cost_effective', 'agentic', 'agentic_plus']);

/** LlamaExtract: a job of its own gets fields out of what a job of LlamaParse has read. */
export function llamaExtract(
  endpoint: Endpoint,
  wait: Clock['sleep'] = systemClock.sleep,
): NonNullable<ParseCapability['extract']> {
  const { provider } = endpoint;
  const jobs = restJobs(endpoint, {
    idOf: ({ id }) => id,
    lookAt: (operation) => ({ path: jobPath(PATH, operation) }),
    words: {
      PENDING: 'queued',
      RUNNING: 'running',
      COMPLETED: 'succeeded',
      FAILED: 'failed',
      CANCELLED: 'cancelled',
    },
    reasonOf: ({ error_message }) => ({ message: filled(error_message) }),
  });
  return async ({ model, handle, schema }, { signal }) => {
    const configuration = { data_schema: schema, tier: TIERS.has(model) ? model : 'cost_effective' };
    const operation = await jobs.submit(PATH, { file_input: handle, configuration }, { signal });
    for (;;) {
      const state = await jobs.look(operation, { signal });
      if (state.status === 'failed') throw state.error;
      if (state.status === 'cancelled') {
        throw new ProviderError('cancelled', { provider, message: `${provider} cancelled the extraction.` });
      }
      if (state.status === 'succeeded') {
        const { extract_result: fields } = state.output;
        if (fields === undefined || fields === null) throw noJob(provider);
        // It bills credits, in which nothing else here is counted.
        return { fields, usage: {} };
      }
      await wait(LOOK_AGAIN_MS, signal);
    }
  };
}
