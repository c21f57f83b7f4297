import type { EmbedBatch, EmbedRequest } from '../../core/embed.ts';
import type { Endpoint, Failure, FailureReading } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { record } from '../read.ts';
import { checkBatch, vectorOf } from '../vectors.ts';
import { longTexts } from './long-texts.ts';

/** One request for vectors. */
export type EmbedCall = {
  readonly path: string;
  /** One of the row's further servers. */
  readonly host?: string;
  readonly body: unknown;
  readonly notes?: readonly string[];
};

/** What an answer says, before its vectors are checked. */
export type EmbedAnswer = {
  /** One a text, in order: numbers, or floats in base64. */
  readonly values: readonly unknown[];
  /** Tokens that were read. */
  readonly input?: number | undefined;
  /** Texts of which the vendor says that it read only the beginning. */
  readonly truncated?: number;
};

/** A protocol for vectors: how it asks and what it answers; all else is the same for all. */
export type EmbedWire = {
  readonly maxBatch: number;
  readonly batchOf?: (model: string) => EmbedBatch;
  /** Tokens of a text that a model reads, where it leaves the rest out without a word. */
  readonly reads?: (model: string) => number | undefined;
  readonly encode: (request: EmbedRequest, endpoint: Endpoint) => EmbedCall;
  /** `undefined` for an answer without vectors. */
  readonly decode: (
    body: unknown,
    request: EmbedRequest,
    headers: Readonly<Record<string, string>>,
  ) => EmbedAnswer | undefined;
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** A capability over such a protocol. Throws `bad_response` for a wrong count, a wrong length or no vectors at all. */
export const embedOver =
  ({ maxBatch, batchOf, reads, encode, decode, decodeError }: EmbedWire): CapabilityFactory<'embed'> =>
  (endpoint) => ({
    maxBatch,
    ...(batchOf !== undefined && { batchOf }),
    async embed(request, { signal }) {
      const { path, host, body, notes = [] } = encode(request, endpoint);
      const answer = await endpoint.send(path, body, { signal, host, decodeError });
      const json = await answer.json();
      const { values, input, truncated = 0 } = decode(json, request, answer.headers) ?? { values: [] };
      if (values.length === 0 && saysFailure(json)) throw answerError(endpoint.provider, readFailure(json), false);
      const vectors = values.map((value) => vectorOf(value, endpoint.provider));
      checkBatch(vectors, request.texts.length, endpoint.provider);
      const told =
        truncated > 0 ? [`${truncated} of ${request.texts.length} texts were too long: their ends were left out`] : [];
      return {
        vectors,
        usage: input === undefined ? {} : { input },
        notes: [...notes, ...told, ...longTexts(request.texts, reads?.(request.model))],
      };
    },
  });

const saysFailure = (body: unknown): boolean => {
  const answer = record(body);
  return [answer?.error, answer?.errors, answer?.message, answer?.detail].some((word) => word !== undefined);
};

/** The note for a number of dimensions that a model cannot be asked for. */
export const OWN_DIMENSIONS = 'dimensions was dropped: this model has only its own';
