import type { Failure, FailureReading, SendOptions } from '../core/endpoint.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { AudioIntake, TranscribeRequest } from '../core/transcribe.ts';
import { type Heard, transcription } from './transcription.ts';

/** One request as it is sent. A path may have a query of its own, for names that occur more than once. */
export type TranscribeCall = Pick<SendOptions, 'host' | 'query' | 'headers'> & {
  readonly path: string;
  readonly body: unknown;
  /** What was dropped to please the model. */
  readonly notes: readonly string[];
};

export type Context = {
  readonly provider: string;
  readonly setting: (name: string) => string | undefined;
};

/** A protocol that transcribes in one request, as two pure functions. */
export type OneRequest = {
  intake(model: string): AudioIntake;
  encode(request: TranscribeRequest, context: Context): TranscribeCall;
  /** Throws `bad_response`, or the error that the answer carries. */
  decode(body: unknown, request: TranscribeRequest, provider: string): Heard;
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** Transcription in one request. */
export const transcribeOnce =
  ({ intake, encode, decode, decodeError }: OneRequest): CapabilityFactory<'transcribe'> =>
  (endpoint) => ({
    intake,
    async transcribe(request, { signal }) {
      const { path, body, notes, ...where } = encode(request, endpoint);
      const answer = await endpoint.send(path, body, {
        ...where,
        signal,
        ...(decodeError !== undefined && { decodeError }),
      });
      return transcription(decode(await answer.json(), request, endpoint.provider), request, notes);
    },
  });
