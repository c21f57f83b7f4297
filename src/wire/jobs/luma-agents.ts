import type { Endpoint } from '../../core/endpoint.ts';
import type { Operation } from '../../core/operation.ts';
import { filled, record } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, jobPath, noJob } from './job.ts';

/** Models of the Dream Machine API, the one before; it has a server and a key of its own. */
export const isDreamMachine = (model = ''): boolean => /^(photon|ray-(flash-)?2)/.test(model);

const serverOf = ({ model }: NonNullable<Operation['details']>): { readonly host?: string } =>
  isDreamMachine(model) ? { host: 'dream' } : {};

/**
 * Generations of Luma's Agents API, and of the one before by its models. An address in a result dies after an hour; a later
 * look names a fresh one.
 */
export function lumaAgents(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, body, { signal, details = {} }) {
      const answer = await endpoint.send(path, body, { ...serverOf(details), signal, decodeError: readRefusal });
      const id = jobId(record(await answer.json())?.id, provider);
      return { id, details };
    },
    async look(operation, { signal }) {
      const where = { ...serverOf(operation.details ?? {}), signal };
      const answer = await endpoint.send(jobPath('/generations', operation), undefined, where);
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
