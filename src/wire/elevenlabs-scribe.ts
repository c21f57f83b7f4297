import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { COMMON_FORMATS } from './audio-formats.ts';
import { readElevenlabsError } from './elevenlabs-error.ts';
import { filled, type Json, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { baseLanguage, termsOf } from './transcribe-wishes.ts';
import { joinWords } from './transcript-segments.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

/** Scribe's form. Word times are its own way: segments are made of them. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const { model, audio, language, diarize, timestamps } = request;
  const { terms, notes } = termsOf(request.prompt, { most: 1000, longest: 49 });
  return {
    path: '/v1/speech-to-text',
    body: formOf({
      model_id: model,
      language_code: baseLanguage(language),
      diarize: diarize === true ? 'true' : undefined,
      timestamps_granularity: timestamps === 'none' && diarize !== true ? 'none' : 'word',
      keyterms: terms,
      file: audioFile(audio),
    }),
    notes,
  };
}

/** One transcript, or one a channel. */
export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (one) => typeof one.text === 'string' || Array.isArray(one.transcripts));
  const channels = Array.isArray(answer.transcripts) ? records(answer.transcripts) : [answer];
  const words = channels
    .flatMap((channel) => spans(wordsOf(records(channel.words)), wordOf))
    .sort((left, right) => left.startS - right.startS);
  return {
    text: channels
      .map((channel) => text(channel.text) ?? joinWords(records(channel.words).map((word) => text(word.text) ?? '')))
      .join('\n'),
    language: filled(channels[0]?.language_code),
    durationS: numberOf(answer.audio_duration_secs),
    words,
  };
}

/** Spaces are items of their own; sounds (laughter) are kept, because the text has them too. */
const wordsOf = (items: readonly Json[]): readonly Json[] => items.filter(({ type }) => type !== 'spacing');

const wordOf = (word: Json): TranscriptSegment | undefined =>
  spanOf({
    start: word.start,
    end: word.end,
    text: word.text,
    speaker: word.speaker_id,
    confidence: typeof word.logprob === 'number' ? Math.round(Math.exp(word.logprob) * 10_000) / 10_000 : undefined,
  });

/** ElevenLabs Scribe, `POST /v1/speech-to-text`. */
export const elevenlabsScribe = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: [...COMMON_FORMATS, 'aac'], maxBytes: 5_000_000_000 }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
    decodeError: ({ body }) => readElevenlabsError(body),
  });
