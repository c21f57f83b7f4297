import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { MEGABYTE } from './audio-formats.ts';
import { filled, type Json, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { baseLanguage, termsOf } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

/** The form of `POST /stt`. Numbers are written as digits only in a language that is known beforehand. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const { terms, notes } = termsOf(request.prompt, { most: 100, longest: 50 });
  const language = baseLanguage(request.language);
  return {
    path: '/stt',
    body: formOf({
      model: request.model,
      language,
      format: language === undefined ? undefined : 'true',
      diarize: request.diarize === true ? 'true' : undefined,
      keyterm: terms,
      // The last field: what follows the file is not read.
      file: audioFile(request.audio),
    }),
    notes,
  };
}

export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (one) => typeof one.text === 'string');
  return {
    text: text(answer.text),
    language: filled(answer.language),
    durationS: numberOf(answer.duration),
    words: spans(records(answer.words), wordOf),
  };
}

const wordOf = (word: Json): TranscriptSegment | undefined =>
  spanOf({
    start: word.start,
    end: word.end,
    text: word.text ?? word.word,
    speaker: word.speaker ?? word.speaker_id,
    confidence: word.confidence,
  });

/** xAI's transcription of files. */
export const xaiStt = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: ['wav', 'mp3', 'flac', 'm4a', 'ogg', 'opus', 'aac'], maxBytes: 500 * MEGABYTE }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
