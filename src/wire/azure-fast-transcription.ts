import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { COMMON_FORMATS, MEGABYTE } from './audio-formats.ts';
import { defined, filled, type Json, records, text } from './read.ts';
import { type Context, type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { regionalLanguage, termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

const API_VERSION = '2024-11-15';
/** Fast transcription: the audio and a definition of what is wanted. Without locales the language is detected. */
export function encodeRequest(request: TranscribeRequest, { setting }: Pick<Context, 'setting'>): TranscribeCall {
  const { audio, language, diarize } = request;
  const { terms, notes } = termsOf(request.prompt, { most: 500, longest: 100 });
  const definition = defined({
    locales: language === undefined ? [] : [regionalLanguage(language)],
    diarization: diarize === true ? { enabled: true } : undefined,
    phraseList: terms.length === 0 ? undefined : { phrases: terms },
  });
  return {
    path: '/speechtotext/transcriptions:transcribe',
    query: { 'api-version': setting('apiVersion') ?? API_VERSION },
    body: formOf({ definition: JSON.stringify(definition), audio: audioFile(audio) }),
    notes,
  };
}

export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (one) => Array.isArray(one.combinedPhrases) || Array.isArray(one.phrases));
  const phrases = records(answer.phrases);
  const durationMs = numberOf(answer.durationMilliseconds) ?? numberOf(answer.duration);
  const combined = records(answer.combinedPhrases).map((phrase) => text(phrase.text) ?? '');
  return {
    text: (combined.length > 0 ? combined : phrases.map((phrase) => text(phrase.text) ?? '')).join('\n'),
    language: filled(phrases[0]?.locale),
    segments: spans(phrases, (phrase) => timed(phrase, phrase.speaker, phrase.confidence)),
    words: phrases.flatMap((phrase) => spans(records(phrase.words), (word) => timed(word, phrase.speaker))),
    ...(durationMs !== undefined && { durationS: durationMs / 1000 }),
  };
}

/** Times are an offset and a length in milliseconds. */
function timed(item: Json, speaker: unknown, confidence?: unknown): TranscriptSegment | undefined {
  const offset = numberOf(item.offsetMilliseconds) ?? numberOf(item.offset);
  const length = numberOf(item.durationMilliseconds) ?? numberOf(item.duration);
  if (offset === undefined || length === undefined) return undefined;
  return spanOf({ start: offset / 1000, end: (offset + length) / 1000, text: item.text, speaker, confidence });
}

/** Azure AI Speech's fast transcription: files of under two hours. */
export const azureFastTranscription = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: COMMON_FORMATS, maxBytes: 199 * MEGABYTE, maxSeconds: 7199 }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
