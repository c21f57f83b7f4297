import type { Media } from '../core/content.ts';
import type { Answer } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import { type MicroUsd, usdToMicro } from '../core/money.ts';
import { answerError } from '../http/errors.ts';
import { multipartParts } from '../http/multipart.ts';
import { formOf } from '../http/request-body.ts';
import { imageFile } from './image/image-form.ts';
import { count, filled, isJson, type Json, record } from './read.ts';

/** What a job of Prodia made, and what it cost. */
type Made = {
  readonly outputs: readonly { readonly bytes: Uint8Array; readonly type: string | undefined }[];
  readonly seed?: number;
  readonly costMicroUsd?: MicroUsd;
};

/** A job as the body of its request: one that starts from a picture is a form of both. */
export const jobBody = (job: Json, image: Media | undefined): Json | FormData =>
  image === undefined
    ? job
    : formOf({
        job: new File([JSON.stringify(job)], 'job.json', { type: 'application/json' }),
        input: imageFile(image, 'input'),
      });

/** Reads a multipart answer of the job and what it made, or the media alone. */
export async function readProdiaJob(answer: Answer, provider: string): Promise<Made> {
  const type = answer.headers['content-type'] ?? '';
  const bytes = await answer.bytes();
  if (/^(image|video)\//.test(type)) return { outputs: [{ bytes, type }] };
  const parts = multipartParts(bytes, type);
  if (parts === undefined) throw unreadable(bytes, provider);
  const job = jobIn(parts.find(({ name }) => name === 'job')?.bytes);
  const outputs = parts.filter(({ name, bytes: made }) => name === 'output' && made.byteLength > 0);
  const state = filled(record(job?.state)?.current);
  if (outputs.length === 0 && (state === 'failed' || job?.error !== undefined)) {
    throw answerError(provider, { message: filled(job?.error) ?? 'The job failed.' }, true);
  }
  const seed = count(record(job?.config)?.seed);
  const usd = count(record(job?.price)?.dollars);
  return {
    outputs,
    ...(seed !== undefined && { seed }),
    ...(usd !== undefined && { costMicroUsd: usdToMicro(usd) }),
  };
}

function jobIn(bytes: Uint8Array | undefined): Json | undefined {
  const said = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  return isJson(said) ? record(JSON.parse(said)) : undefined;
}

function unreadable(bytes: Uint8Array, provider: string): ProviderError {
  const body = jobIn(bytes);
  const message = filled(body?.message) ?? filled(body?.error);
  if (message !== undefined) return answerError(provider, { message }, false);
  return new ProviderError('bad_response', { provider, message: `${provider} sent nothing, or not all of it.` });
}
