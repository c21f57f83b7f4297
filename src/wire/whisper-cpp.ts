import type { Failure, FailureReading } from '../core/endpoint.ts';
import type { TranscribeRequest, TranscriptSegment } from '../core/transcribe.ts';
import { readFailure } from '../http/errors.ts';
import { formOf } from '../http/request-body.ts';
import { audioFile } from './audio-file.ts';
import { count, filled, type Json, record, records, text } from './read.ts';
import { type TranscribeCall, transcribeOnce } from './transcribe-once.ts';
import { baseLanguage, dropped } from './transcribe-wishes.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from './transcription.ts';
import { whisperLanguage } from './whisper-languages.ts';

/** The form of `POST /inference`. The server has one model, the one it was started with. */
export function encodeRequest(request: TranscribeRequest): TranscribeCall {
  const language = baseLanguage(request.language);
  return {
    path: '/inference',
    body: formOf({
      response_format: 'verbose_json',
      temperature: '0.0',
      // Without it the server takes what it was started with, which is English unless somebody said otherwise.
      language: language ?? 'auto',
      prompt: request.prompt,
      // Segments that it cuts for length then end between words.
      split_on_word: 'true',
      file: audioFile(request.audio),
    }),
    notes: dropped(request, { speakers: true }),
  };
}

/** `verbose_json`. The words of a segment are tokens of the model: pieces that begin a word bring a space. */
export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, (fields) => text(fields.text) !== undefined && fields.error === undefined);
  const segments = records(answer.segments);
  const language = whisperLanguage(filled(answer.language) ?? '');
  const durationS = numberOf(answer.duration);
  return {
    text: text(answer.text)?.replaceAll(/\s*\n\s*/g, ' '),
    segments: spans(segments, segmentOf),
    words: segments.flatMap((segment) => wordsOf(records(segment.words))),
    ...(language !== undefined && { language }),
    ...(durationS !== undefined && { durationS }),
  };
}

const segmentOf = (segment: Json): TranscriptSegment | undefined =>
  spanOf({
    start: segment.start,
    end: segment.end,
    text: filled(text(segment.text)?.trim()),
    confidence: typeof segment.avg_logprob === 'number' ? Math.exp(Math.min(0, segment.avg_logprob)) : undefined,
  });

/** Tokens joined to words. A word is as sure as its least sure piece. */
function wordsOf(tokens: readonly Json[]): readonly TranscriptSegment[] {
  const groups: Json[][] = [];
  for (const token of tokens) {
    const piece = text(token.word) ?? '';
    const group = groups.at(-1);
    if (group === undefined || /^\s/.test(piece)) groups.push([token]);
    else group.push(token);
  }
  return spans(groups, (group) =>
    spanOf({
      start: group[0]?.start,
      end: group.at(-1)?.end,
      text: filled(
        group
          .map(({ word }) => text(word) ?? '')
          .join('')
          .trim(),
      ),
      confidence: Math.min(...group.map(({ probability }) => count(probability) ?? 1)),
    }),
  );
}

/** The error is a text: `{"error": "failed to read audio data"}`. */
const decodeError = ({ body }: Failure): FailureReading => {
  const message = filled(record(body)?.error);
  return message === undefined ? readFailure(body) : { message };
};

/** whisper.cpp's own server. It reads WAV; whether it reads more depends on how it was built and started. */
export const whisperCpp = () =>
  transcribeOnce({
    intake: () => ({ formats: ['wav'], rate: 16_000 }),
    encode: encodeRequest,
    decode: (body, _request, provider) => decodeResponse(body, provider),
    decodeError,
  });
