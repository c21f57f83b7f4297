import { type ErrorCode, ProviderError } from '../core/errors.ts';
import type { Operation } from '../core/operation.ts';
import { TIMESTAMPS, type TranscribeRequest } from '../core/transcribe.ts';
import { errorCodeOf, quoted } from '../http/errors.ts';
import { filled, isJson, list, text } from './read.ts';
import type { Asked } from './transcription.ts';

/** What has to be known again when a job's result is read: who asks then has only the operation. */
export function jobDetails(request: TranscribeRequest, notes: readonly string[]): Readonly<Record<string, string>> {
  const { timestamps, diarize, durationS, model } = request;
  return {
    model,
    ...(timestamps !== undefined && { timestamps }),
    ...(diarize === true && { diarize: 'true' }),
    ...(durationS !== undefined && { durationS: String(durationS) }),
    ...(notes.length > 0 && { notes: JSON.stringify(notes) }),
  };
}

/** The wishes and notes that `jobDetails` kept. */
export function jobAsked({ details = {} }: Operation): {
  readonly asked: Asked;
  readonly notes: readonly string[];
  readonly model: string | undefined;
} {
  const durationS = details.durationS === undefined ? undefined : Number(details.durationS);
  const kept = details.notes !== undefined && isJson(details.notes) ? list(JSON.parse(details.notes)) : [];
  return {
    asked: {
      timestamps: TIMESTAMPS.find((one) => one === details.timestamps),
      diarize: details.diarize === 'true',
      ...(durationS !== undefined && Number.isFinite(durationS) && { durationS }),
    },
    notes: kept.map(text).filter((note) => note !== undefined),
    model: filled(details.model),
  };
}

/** A path below the base URL for a job's id, whatever characters that has. */
export const jobPath = (folder: string, { id }: Operation): string => `${folder}/${encodeURIComponent(id)}`;

/** The id of a started job. Throws `bad_response`: without it the job is lost. */
export function jobId(id: unknown, provider: string): string {
  const known = typeof id === 'number' ? String(id) : filled(id);
  if (known !== undefined) return known;
  throw new ProviderError('bad_response', { provider, message: `${provider} started a job without saying its id.` });
}

/** Faults of the audio or of what was asked, in the words that vendors give as the reason of a failed job. */
const OWN_FAULT =
  /audio|media|format|codec|decod|transcod|corrupt|duration|too (short|long|large)|empty|silen|download|fetch|language|invalid|unsupported|not supported|rejected/i;

/** Why a job failed, with the code that its reason implies. A reason that is no fault of the request is the provider's. */
export function jobFailure(
  provider: string,
  reason: { readonly message?: string; readonly code?: string },
  isOwnFault = OWN_FAULT.test(`${reason.message ?? ''} ${reason.code ?? ''}`),
): ProviderError {
  const words: ErrorCode = errorCodeOf(undefined, { message: reason.message, code: reason.code });
  const said = quoted(reason.message ?? reason.code ?? '');
  return new ProviderError(words === 'overloaded' && isOwnFault ? 'bad_request' : words, {
    provider,
    message: quoted(`${provider} could not transcribe the audio${said === '' ? '.' : `: ${said}`}`),
  });
}
