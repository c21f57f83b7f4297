import type { Endpoint } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { count, filled, record } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, jobPath, noJob } from './job.ts';

/** Tasks of Runway's developer API. The target is the path that starts them; they may be looked at every five seconds. */
export function runwayTasks(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, body, { signal, details }) {
      const answer = await endpoint.send(path, body, { signal, decodeError: readRefusal });
      const id = jobId(record(await answer.json())?.id, provider);
      return { id, ...(details !== undefined && { details }) };
    },
    async look(operation, { signal }) {
      const answer = await endpoint.send(jobPath('/v1/tasks', operation), undefined, { signal });
      const task = record(await answer.json()) ?? {};
      const progress = count(task.progress);
      switch (filled(task.status)) {
        case 'PENDING':
        case 'THROTTLED':
          return { status: 'queued' };
        case 'RUNNING':
          return { status: 'running', ...(progress !== undefined && { progress }) };
        case 'CANCELLED':
          return { status: 'cancelled' };
        case 'SUCCEEDED':
          return { status: 'succeeded', output: task };
        case 'FAILED':
          return {
            status: 'failed',
            error: jobFailure(provider, { message: filled(task.failure), code: filled(task.failureCode) }),
          };
        default:
          throw noJob(provider);
      }
    },
    async cancel(operation, { signal }) {
      await endpoint
        .send(jobPath('/v1/tasks', operation), undefined, { signal, method: 'DELETE' })
        .catch((thrown: unknown) => {
          // It is gone already.
          if (!(thrown instanceof ProviderError && thrown.status === 404)) throw thrown;
        });
    },
  };
}
