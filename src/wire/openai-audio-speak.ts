import type { Answer } from '../core/endpoint.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { SpeakFormat, SpeakLimits, SpeakRequest } from '../core/speak.ts';
import type { Usage } from '../core/usage.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { eventJson } from './frames.ts';
import { count, defined, filled, type Json, record } from './read.ts';
import { cutSound, isJsonAnswer, noSound, type Sound, soundOf } from './speak/audio-answer.ts';
import { base64Pieces } from './speak/pieces.ts';
import { type SpeakCall, speakOverHttp } from './speak/speak-wire.ts';
import { droppedLanguage, type PaceRange, paced } from './speak/wishes.ts';

/** What differs between the servers that speak OpenAI's `POST /audio/speech`. */
export type OpenAiSpeakDialect = {
  /** Below the base URL; default `/audio/speech`. */
  readonly path?: string;
  /** What it can give, the best first, by its own words where they differ; OpenAI's five when absent. */
  readonly formats?: (model: string) => Readonly<Partial<Record<SpeakFormat, string>>>;
  /** OpenAI's 4096 when absent. */
  readonly maxCharacters?: (model: string) => number;
  /** The voice of a caller who names none; the server's own when absent. */
  readonly voice?: (model: string) => string | undefined;
  readonly pace?: PaceRange | undefined;
  /** Hz of raw samples; 24000 when absent. */
  readonly rate?: number;
  readonly languageField?: string;
  /** Further fields, by the request. */
  readonly extra?: (request: SpeakRequest) => Json;
};

const OPENAI_PACE: PaceRange = [0.25, 4];
const FORMATS = { mp3: 'mp3', wav: 'wav', pcm: 'pcm', opus: 'opus', flac: 'flac' } as const;

const formatsOf = (dialect: OpenAiSpeakDialect, model: string) => dialect.formats?.(model) ?? FORMATS;

/** A request as the body of `POST /audio/speech`. */
export function encodeRequest(request: SpeakRequest, dialect: OpenAiSpeakDialect): SpeakCall {
  const { model, text, voice, format, speed, language } = request;
  const { path = '/audio/speech', rate = 24_000, languageField, extra } = dialect;
  const pace = paced(speed, 'pace' in dialect ? dialect.pace : OPENAI_PACE);
  return {
    path,
    rate,
    body: defined({
      model,
      input: text,
      voice: voice ?? dialect.voice?.(model),
      response_format: formatsOf(dialect, model)[format] ?? format,
      speed: pace.speed,
      ...(languageField !== undefined && { [languageField]: language }),
      ...extra?.(request),
    }),
    notes: [...pace.notes, ...(languageField === undefined ? droppedLanguage(language) : [])],
  };
}

/** Sound as bytes, as events with base64, or as base64 in JSON: whichever came. */
export async function* decodeAnswer(answer: Answer, provider: string): Sound {
  if (answer.framing === 'sse' && !/^(audio|application\/octet)/.test(answer.headers['content-type'] ?? ''))
    return yield* soundOfEvents(answer, provider);
  if (!isJsonAnswer(answer)) return yield* soundOf(answer, provider);
  const body = await answer.json();
  const base64 = base64In(record(body));
  if (base64 === undefined) throw noSound(body, provider);
  yield Buffer.from(base64, 'base64');
  return { usage: usageOf(record(body)) };
}

async function* soundOfEvents(answer: Answer, provider: string): Sound {
  const pieces = base64Pieces();
  let usage: Usage | undefined;
  let hasSound = false;
  let isDone = false;
  for await (const { event, data } of answer.events()) {
    isDone ||= data.trim() === '[DONE]';
    if (isDone) break;
    const sent = record(eventJson(data, provider));
    // Some wrap the event in `data`, some name it outside, some inside.
    const fields = record(sent?.data) ?? sent;
    if (event === 'error' || (fields?.error ?? undefined) !== undefined)
      throw answerError(provider, readFailure(fields), hasSound);
    const base64 = base64In(fields);
    if (base64 !== undefined) {
      hasSound = true;
      yield pieces.push(base64);
    }
    usage = usageOf(fields) ?? usage;
    isDone = /\.done$/.test(filled(fields?.type) ?? event ?? '');
    if (isDone) break;
  }
  if (!isDone) throw cutSound(provider);
  yield pieces.end();
  return { usage };
}

/** OpenAI says `audio`, Mistral `audio_data`, Together `b64`. */
const base64In = (fields: Json | undefined): string | undefined =>
  filled(fields?.audio) ?? filled(fields?.audio_data) ?? filled(fields?.b64) ?? filled(fields?.delta);

function usageOf(fields: Json | undefined): Usage | undefined {
  const usage = record(fields?.usage);
  const input = count(usage?.input_tokens) ?? count(usage?.prompt_tokens);
  const output = count(usage?.output_tokens) ?? count(usage?.completion_tokens);
  return input === undefined && output === undefined ? undefined : defined({ input, output });
}

const limitsOf = (dialect: OpenAiSpeakDialect, model: string): SpeakLimits => ({
  maxCharacters: dialect.maxCharacters?.(model) ?? 4096,
  // Keys of a record of formats.
  formats: Object.keys(formatsOf(dialect, model)) as SpeakFormat[],
});

/** Speech over OpenAI's wire. */
export const openaiAudioSpeak = (dialect: OpenAiSpeakDialect = {}): CapabilityFactory<'speak'> =>
  speakOverHttp({
    limits: (model) => limitsOf(dialect, model),
    encode: (request) => encodeRequest(request, dialect),
    decode: decodeAnswer,
  });
