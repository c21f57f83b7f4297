import type { Endpoint } from '../../core/endpoint.ts';
import { filled, record, records } from '../read.ts';
import { type Jobs, jobFailure, jobId, jobPath, noJob } from './job.ts';

/** Leonardo wraps the id in the name of what was asked for: `sdGenerationJob`, `motionVideoGenerationJob`, `generate`. */
function startedIn(body: unknown): unknown {
  const answer = record(body) ?? {};
  const wrapped = Object.values(answer).map(record);
  return wrapped.find((one) => one?.generationId !== undefined)?.generationId ?? answer.generationId;
}

/** Generations of pictures and films. The target is the path that makes them. */
export function leonardoJobs(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, body, { signal, details }) {
      const answer = await endpoint.send(path, body, { signal });
      const id = jobId(startedIn(await answer.json()), provider);
      return { id, ...(details !== undefined && { details }) };
    },
    async look(operation, { signal }) {
      const answer = await endpoint.send(jobPath('/generations', operation), undefined, { signal });
      const generation = record(record(await answer.json())?.generations_by_pk);
      const status = filled(generation?.status);
      if (generation === undefined || status === undefined) throw noJob(provider);
      if (status === 'COMPLETE') return { status: 'succeeded', output: generation };
      if (status === 'FAILED') {
        const flagged = records(generation.prompt_moderations).length > 0;
        const message = flagged ? 'The prompt was flagged by moderation.' : 'The generation failed.';
        return { status: 'failed', error: jobFailure(provider, { message }) };
      }
      return { status: 'running' };
    },
    async cancel(operation, { signal }) {
      await endpoint.send(jobPath('/generations', operation), undefined, { signal, method: 'DELETE' });
    },
  };
}
