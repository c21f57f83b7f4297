import type { Answer, Endpoint, SendOptions } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Operation } from '../../core/operation.ts';
import { count, filled, record } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, noJob } from './job.ts';

const REFUSED = /moderated/i;

/** Asks at the address that the start named; where that is no address of ours to follow, at the usual one. */
async function lookAt(endpoint: Endpoint, { id, details = {} }: Operation, where: SendOptions): Promise<Answer> {
  if (details.pollingUrl !== undefined) {
    try {
      return await endpoint.send(details.pollingUrl, undefined, { ...where, isNamed: true });
    } catch (thrown) {
      if (!(thrown instanceof ProviderError && thrown.code === 'forbidden')) throw thrown;
    }
  }
  return endpoint.send('/get_result', undefined, { ...where, query: { id } });
}

/** Tasks of Black Forest Labs, of pictures and films. Each says where it is looked at: the servers of a region share no tasks. */
export function bflJobs(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, body, { signal, details }) {
      const answer = await endpoint.send(path, body, { signal, decodeError: readRefusal });
      const fields = record(await answer.json());
      const pollingUrl = filled(fields?.polling_url);
      const cost = count(fields?.cost);
      return {
        id: jobId(fields?.id, provider),
        details: {
          ...details,
          ...(pollingUrl !== undefined && { pollingUrl }),
          ...(cost !== undefined && { cost: String(cost) }),
        },
      };
    },
    async look(operation, { signal }) {
      const answer = await lookAt(endpoint, operation, { signal, decodeError: readRefusal });
      const task = record(await answer.json()) ?? {};
      const status = filled(task.status);
      const progress = count(task.progress);
      switch (status) {
        case undefined:
          throw noJob(provider);
        case 'Ready':
          return { status: 'succeeded', output: task };
        case 'Error':
        case 'Failed':
        case 'Request Moderated':
        case 'Content Moderated':
          return {
            status: 'failed',
            error: jobFailure(provider, {
              message: [status, reasonOf(task.details)].filter(Boolean).join(': '),
              ...(REFUSED.test(status) && { code: 'content_filter' }),
            }),
          };
        case 'Task not found':
          // Heard right after the start too, before all servers know of the task.
          throw new ProviderError('not_found', { provider, message: `${provider} does not know the task.` });
        default:
          return { status: 'running', ...(progress !== undefined && { progress: Math.min(progress, 1) }) };
      }
    },
  };
}

const reasonOf = (details: unknown): string | undefined => {
  const reasons = record(details)?.['Moderation Reasons'];
  return Array.isArray(reasons) ? reasons.join(', ') : filled(record(details)?.error);
};
