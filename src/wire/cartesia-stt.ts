import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { COMMON_FORMATS } from './audio-formats.ts';
import { filled, type Json, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { baseLanguage, dropped } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

/** The form of `POST /stt`. Without a language it takes the audio for English. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  return {
    path: '/stt',
    body: formOf({
      model: request.model,
      language: baseLanguage(request.language),
      'timestamp_granularities[]': request.timestamps === 'none' ? undefined : ['word'],
      file: audioFile(request.audio),
    }),
    notes: [
      ...dropped(request, { speakers: true, prompt: true }),
      ...(request.language === undefined ? ['language was taken to be English: this model has to be told'] : []),
    ],
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
  spanOf({ start: word.start, end: word.end, text: word.word ?? word.text });

/** Cartesia's Ink on files. */
export const cartesiaStt = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: COMMON_FORMATS }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
