import type { Endpoint } from '../../core/endpoint.ts';
import { filled, record } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, jobPath, noJob } from './job.ts';

/** Generations of Luma's Agents API. An address in a result dies after an hour; a later look names a fresh one. */
export function lumaAgents(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, body, { signal, details }) {
      const answer = await endpoint.send(path, body, { signal, decodeError: readRefusal });
      const id = jobId(record(await answer.json())?.id, provider);
      return { id, ...(details !== undefined && { details }) };
    },
    async look(operation, { signal }) {
      const answer = await endpoint.send(jobPath('/generations', operation), undefined, { signal });
      const generation = record(await answer.json()) ?? {};
      const state = filled(generation.state);
      switch (state) {
        case undefined:
          throw noJob(provider);
        case 'queued':
          return { status: 'queued' };
        case 'completed':
          return { status: 'succeeded', output: generation };
        case 'failed':
          return {
            status: 'failed',
            error: jobFailure(provider, {
              message: filled(generation.failure_reason),
              code: filled(generation.failure_code),
            }),
          };
        default:
          return { status: 'running' };
      }
    },
  };
}
