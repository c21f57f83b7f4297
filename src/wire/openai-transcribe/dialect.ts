import type { AudioIntake, TranscribeRequest } from '../../core/transcribe.ts';
import { COMMON_FORMATS, MEGABYTE } from '../audio-formats.ts';

/** Fields of the form beside `file` and `model`; several values repeat the field. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is asked of a model, and what of the wishes it cannot do. */
export type Wording = { readonly fields: Fields; readonly notes: readonly string[] };

/** What differs between the servers that speak OpenAI's transcriptions. */
export type OpenAiTranscribeDialect = {
  /** Below the base URL; default `/audio/transcriptions`. */
  readonly path?: string;
  /** One of the row's further hosts, where the service lies on its own. */
  readonly host?: (model: string) => string;
  readonly intake?: (model: string) => AudioIntake;
  readonly wording?: (request: TranscribeRequest) => Wording;
  /** The audio as base64 in JSON instead of a form. */
  readonly isJson?: boolean;
  /** The segments are single words where word times were asked for. */
  readonly segmentsAreWords?: boolean;
  /** What the answer says in `usage.cost`, in USD. */
  readonly statesCost?: boolean;
};

/** A limit of 25 MB counts the whole form, so that a little of it is kept for the other fields. */
export const within25Mb: AudioIntake = { formats: COMMON_FORMATS, maxBytes: 25 * MEGABYTE - 64 * 1024 };

/** OpenAI's newer models refuse audio above 1400 s; Whisper has no limit but the bytes. */
export const openaiIntake = (model: string): AudioIntake =>
  /whisper/.test(model) ? within25Mb : { ...within25Mb, maxSeconds: 1400 };
