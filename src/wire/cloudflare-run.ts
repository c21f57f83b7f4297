import { ProviderError } from '../core/errors.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { audioBlob } from './audio-file.ts';
import { COMMON_FORMATS, MEGABYTE } from './audio-formats.ts';
import * as deepgram from './deepgram-listen/decode.ts';
import { base64 } from './media.ts';
import { defined, filled, type Json, record, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { baseLanguage, dropped } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

const isDeepgram = (model: string): boolean => model.includes('/deepgram/');
/** Whisper's large model takes JSON; the small ones take the audio as it is, and no wishes. */
const takesJson = (model: string): boolean => /whisper-large/.test(model);

/** What a model on Workers AI is run with: each keeps the wire of who made it. */
export function encodeRequest(request: TranscribeRequest, provider: string): TranscribeCall {
  const { model, audio, language, prompt, diarize } = request;
  if (/\/flux$/.test(model)) {
    throw new ProviderError('unsupported', {
      provider,
      message: `${model} is reached over a socket from inside a Worker alone.`,
      hint: 'Use @cf/deepgram/nova-3, or Flux at Deepgram itself.',
      processed: false,
    });
  }
  const call = { path: `/run/${model.split('/').map(pathPart).join('/')}`, host: 'run' };
  if (isDeepgram(model)) {
    return {
      ...call,
      query: {
        smart_format: 'true',
        ...(language === undefined ? { detect_language: 'true' } : { language }),
        ...(diarize === true && { diarize: 'true' }),
      },
      body: audioBlob(audio),
      notes: dropped(request, { prompt: true }),
    };
  }
  if (!takesJson(model)) {
    return {
      ...call,
      body: audioBlob(audio, 'application/octet-stream'),
      notes: dropped(request, { speakers: true, prompt: true, language: true }),
    };
  }
  return {
    ...call,
    body: defined({ audio: base64(audio), language: baseLanguage(language), initial_prompt: prompt }),
    notes: dropped(request, { speakers: true }),
  };
}

/** Names begin with `@cf`, which stays as it is. */
const pathPart = (part: string): string => encodeURIComponent(part).replaceAll('%40', '@');

/** The result inside Cloudflare's envelope, which says in itself whether it is one. */
export function decodeResponse(body: unknown, provider: string): Heard {
  const envelope = record(body);
  if (envelope?.success === false) throw answerError(provider, readFailure(body), false);
  const result = record(envelope?.result) ?? envelope;
  if (record(result?.results) !== undefined) return deepgram.decodeResponse(result, provider);
  const answer = answerOf(result, provider, (one) => typeof one.text === 'string');
  const info = record(answer.transcription_info);
  const segments = records(answer.segments);
  return {
    text: text(answer.text),
    language: filled(info?.language),
    durationS: numberOf(info?.duration),
    segments: spans(segments, spanNamed('text')),
    words: spans(
      segments.length > 0 ? segments.flatMap((segment) => records(segment.words)) : records(answer.words),
      spanNamed('word'),
    ),
  };
}

const spanNamed =
  (name: string) =>
  (item: Json): TranscriptSegment | undefined =>
    spanOf({ start: item.start, end: item.end, text: item[name] });

/** Recognisers on Cloudflare Workers AI. */
export const cloudflareRun = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    // Workers take requests of up to 100 MB; base64 makes four bytes of three.
    intake: (model) => ({ formats: COMMON_FORMATS, maxBytes: (takesJson(model) ? 70 : 95) * MEGABYTE }),
    encode: (request, { provider }) => encodeRequest(request, provider),
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
