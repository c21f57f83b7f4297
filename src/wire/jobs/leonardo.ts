import type { Media } from '../../core/content.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { extensionOf } from '../../core/media-type.ts';
import { formOf } from '../../http/request-body.ts';
import { base64 } from '../media.ts';
import { count, filled, isJson, type Json, record, records } from '../read.ts';
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

/** A picture as it stands in a body until it has been uploaded. */
export const toUpload = (image: Media): Json => ({ mimeType: image.mimeType, data: base64(image) });

/** Uploads a picture to the storage that Leonardo names, without the key. Returns its id. */
async function uploaded(endpoint: Endpoint, { mimeType, data }: Json, signal: AbortSignal): Promise<string> {
  const { provider } = endpoint;
  const type = filled(mimeType) ?? 'image/png';
  const extension = extensionOf(type);
  const answer = await endpoint.send('/init-image', { extension }, { signal, decodeError: readRefusal });
  const place = record(record(await answer.json())?.uploadInitImage) ?? {};
  const url = filled(place.url);
  const fields = filled(place.fields) ?? '';
  if (url === undefined || !isJson(fields)) throw noJob(provider);
  const form = formOf({
    ...stringsOf(JSON.parse(fields)),
    file: new File([Buffer.from(filled(data) ?? '', 'base64')], `picture.${extension}`, { type }),
  });
  const stored = await endpoint.send(url, form, { signal, isNamed: true, accept: '*/*' });
  await stored.bytes();
  return jobId(place.id, provider);
}

const stringsOf = (fields: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(record(fields) ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/**
 * Generations of pictures and films. The target is the path that makes them; a body that has its wishes in `parameters` goes to
 * the second API. A `picture` in the body is uploaded first, and `place` says where its id goes.
 */
export function leonardoJobs(endpoint: Endpoint, place: (body: Json, id: string) => Json): Jobs {
  const { provider } = endpoint;
  return {
    async submit(path, { picture, ...plain }, { signal, details }) {
      const waiting = record(picture);
      const body = waiting === undefined ? plain : place(plain, await uploaded(endpoint, waiting, signal));
      const host = body.parameters === undefined ? {} : { host: 'second' };
      const answer = await endpoint.send(path, body, { ...host, signal, decodeError: readRefusal });
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
