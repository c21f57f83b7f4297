import type { Endpoint } from '../../core/endpoint.ts';
import { count, filled, type Json, record, records } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { type Jobs, jobFailure, jobId, jobPath, noJob } from './job.ts';

/** Leonardo wraps the id in the name of what was asked for: `sdGenerationJob`, `motionVideoGenerationJob`, `generate`. */
function startedIn(body: unknown): Json {
  const answer = record(body) ?? {};
  const wrapped = Object.values(answer).map(record);
  return wrapped.find((one) => one?.generationId !== undefined) ?? answer;
}

/** What the job costs, where the account pays in dollars rather than credits. */
function costIn(started: Json): Readonly<Record<string, string>> {
  const cost = record(started.cost);
  const amount = filled(cost?.amount) ?? count(cost?.amount);
  return filled(cost?.unit) === 'DOLLARS' && amount !== undefined ? { costUsd: String(amount) } : {};
}

/** Generations of pictures and films. The target is the path that makes them. */
export function leonardoJobs(endpoint: Endpoint): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, body, { signal, details }) {
      const answer = await endpoint.send(path, body, { signal, decodeError: readRefusal });
      const started = startedIn(await answer.json());
      return { id: jobId(started.generationId, provider), details: { ...details, ...costIn(started) } };
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
