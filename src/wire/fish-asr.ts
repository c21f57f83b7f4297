import type { CapabilityFactory } from '../core/provider.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { filled, type Json, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { baseLanguage, dropped } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';

/** The form of `POST /v1/asr`, which has one model and no field for it. Precise times cost it time, so they are asked for. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  return {
    path: '/v1/asr',
    body: formOf({
      language: baseLanguage(request.language),
      ignore_timestamps: request.timestamps === 'none' ? 'true' : 'false',
      audio: audioFile(request.audio),
    }),
    notes: dropped(request, { speakers: true, wordTimes: true, prompt: true }),
  };
}

export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (one) => typeof one.text === 'string');
  return {
    text: text(answer.text),
    language: filled(answer.language_code),
    durationS: numberOf(answer.duration),
    segments: spans(records(answer.segments), segmentOf),
  };
}

const segmentOf = (segment: Json): TranscriptSegment | undefined =>
  spanOf({ start: segment.start, end: segment.end, text: segment.text });

/** Fish Audio's speech recognition. */
export const fishAsr = (): CapabilityFactory<'transcribe'> =>
  transcribeOnce({
    intake: () => ({ formats: ['wav', 'mp3', 'flac', 'm4a', 'ogg', 'opus'] }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
  });
