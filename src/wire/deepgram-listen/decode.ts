import type { Failure, FailureReading } from '../../core/endpoint.ts';
import type { TranscriptSegment } from '../../core/transcribe.ts';
import { readFailure } from '../../http/errors.ts';
import { filled, type Json, record, records, text } from '../read.ts';
import { answerOf, type Heard, numberOf, spanOf, spans } from '../transcription.ts';

/** `results.channels[].alternatives[]` with words, and `results.utterances[]` where they were asked for. */
export function decodeResponse(body: unknown, provider: string): Heard {
  const answer = answerOf(body, provider, ({ results }) => record(results) !== undefined);
  const results = record(answer.results);
  const channels = records(results?.channels);
  const best = channels.map((channel) => records(channel.alternatives)[0]);
  const words = inOrder(best.flatMap((alternative) => spans(records(alternative?.words), wordOf)));
  // Utterances of who is not told apart run on over sentences; the words make better segments then.
  const isDiarized = words.some(({ speaker }) => speaker !== undefined);
  const utterances = spans(records(results?.utterances), utteranceOf);
  const metadata = record(answer.metadata);
  return {
    text: best
      .map((alternative) => text(alternative?.transcript) ?? '')
      .filter((said) => said !== '')
      .join('\n'),
    language: filled(channels[0]?.detected_language) ?? filled(best[0]?.languages),
    durationS: numberOf(metadata?.duration),
    words,
    segments: isDiarized || words.length === 0 ? utterances : [],
    model: filled(Object.values(record(metadata?.model_info) ?? {}).map((info) => filled(record(info)?.name))[0]),
  };
}

const inOrder = (words: readonly TranscriptSegment[]): readonly TranscriptSegment[] =>
  [...words].sort((left, right) => left.startS - right.startS);

export const wordOf = (word: Json): TranscriptSegment | undefined =>
  spanOf({
    start: word.start,
    end: word.end,
    text: filled(word.punctuated_word) ?? word.word,
    speaker: word.speaker,
    confidence: word.confidence,
  });

const utteranceOf = (utterance: Json): TranscriptSegment | undefined =>
  spanOf({ ...utterance, start: utterance.start, end: utterance.end, text: utterance.transcript });

/** `{err_code, err_msg}` or `{category, message, details}`, and sometimes plain text. */
export function readDeepgramFailure({ body }: Failure): FailureReading {
  const fields = record(body);
  const shared = readFailure(body);
  return {
    message: filled(fields?.err_msg) ?? filled(fields?.details) ?? shared.message ?? filled(fields?.reason),
    code: filled(fields?.err_code) ?? filled(fields?.category) ?? shared.code,
  };
}
