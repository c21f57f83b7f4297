import type { Answer, Endpoint, SendOptions } from '../../core/endpoint.ts';
import type { ImageCapability, ImageRequest, ImageResult } from '../../core/image.ts';
import type { Operation } from '../../core/operation.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { type Jobs, stateOf } from '../jobs/job.ts';
import { isJson, type Json, list, text } from '../read.ts';
import { readRefusal } from '../refusal-words.ts';
import { imageResult, noPicture, type Pictures } from './pictures.ts';

/** One request as it is said over HTTP. */
export type ImageCall = Pick<SendOptions, 'host' | 'query' | 'headers' | 'accept'> & {
  readonly path: string;
  readonly body: unknown;
  readonly notes: readonly string[];
};

/** How a provider that answers with the pictures themselves is asked, and how its answer is read. */
export type ImageWire = {
  readonly limits: ImageCapability['limits'];
  readonly encode: (request: ImageRequest, provider: string) => ImageCall;
  readonly decode: (answer: Answer, provider: string, request: ImageRequest) => Promise<Pictures>;
  readonly decodeError?: SendOptions['decodeError'];
};

/** Pictures in the answer to the request itself. */
export const imageOverHttp =
  ({ limits, encode, decode, decodeError = readRefusal }: ImageWire): CapabilityFactory<'image'> =>
  (endpoint) => ({
    limits,
    async generate(request, { signal }) {
      const { provider } = endpoint;
      const { path, body, notes, ...where } = encode(request, provider);
      const answer = await endpoint.send(path, body, { ...where, signal, decodeError });
      return imageResult(await decode(answer, provider, request), { provider, wanted: request.count, notes });
    },
  });

/** Reads a JSON answer with `decode`. Throws what it says of itself where that finds nothing at all. */
export const jsonPictures =
  (decode: (body: unknown, provider: string) => Pictures) =>
  async (answer: Answer, provider: string): Promise<Pictures> => {
    const body = await answer.json();
    const pictures = decode(body, provider);
    if (pictures.images.length === 0 && (pictures.withheld ?? 0) === 0) throw noPicture(body, provider);
    return pictures;
  };

/** How a provider that makes pictures as jobs is asked, and how what a job made is read. */
export type ImageJobWire = {
  readonly limits: ImageCapability['limits'];
  readonly jobs: (endpoint: Endpoint) => Jobs;
  readonly pollMs: number;
  readonly encode: (
    request: ImageRequest,
    provider: string,
  ) => { readonly target: string; readonly body: Json; readonly notes: readonly string[] };
  readonly decode: (output: Json, provider: string, details: Readonly<Record<string, string>>) => Pictures;
};

/** Pictures that a provider makes as jobs. */
export const imageJobs =
  ({ limits, jobs, pollMs, encode, decode }: ImageJobWire): CapabilityFactory<'image'> =>
  (endpoint) => {
    const { provider } = endpoint;
    const { submit, look, cancel } = jobs(endpoint);
    return {
      limits,
      pollMs,
      start(request, { signal }) {
        const { target, body, notes } = encode(request, provider);
        return submit(target, body, { signal, details: keptDetails(request, notes) });
      },
      async poll(operation, { signal }) {
        const { details = {} } = operation;
        return stateOf(await look(operation, { signal }), (output) =>
          imageResult(decode(output, provider, details), { provider, ...keptWishes(operation) }),
        );
      },
      ...(cancel !== undefined && { cancel }),
    };
  };

/** What has to be known again when a job's result is read: who asks then has only the operation. */
const keptDetails = ({ count, model }: ImageRequest, notes: readonly string[]): Readonly<Record<string, string>> => ({
  model,
  ...(count !== undefined && { wanted: String(count) }),
  ...(notes.length > 0 && { notes: JSON.stringify(notes) }),
});

function keptWishes({ details = {} }: Operation): {
  readonly wanted: number;
  readonly notes: ImageResult['notes'] & {};
} {
  const notes = details.notes !== undefined && isJson(details.notes) ? list(JSON.parse(details.notes)) : [];
  const wanted = Number(details.wanted ?? 1);
  return {
    wanted: Number.isFinite(wanted) ? wanted : 1,
    notes: notes.map(text).filter((note) => note !== undefined),
  };
}
