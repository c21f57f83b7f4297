import { ProviderError } from '../core/errors.ts';
import type { TranscribeRequest, TranscribeResult, TranscriptSegment } from '../core/transcribe.ts';
import type { Usage } from '../core/usage.ts';
import { answerError, readFailure } from '../http/errors.ts';
import { count, filled, type Json, record } from './read.ts';
import { joinWords, segmentsOf } from './transcript-segments.ts';

/** What a provider said of an audio, before it is cut to what was asked for. */
export type Heard = {
  readonly text?: string;
  readonly language?: string;
  readonly durationS?: number;
  /** The provider's own segments. Made from the words where it has none. */
  readonly segments?: readonly TranscriptSegment[];
  readonly words?: readonly TranscriptSegment[];
  readonly usage?: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
};

export type Asked = Pick<TranscribeRequest, 'timestamps' | 'diarize' | 'durationS'>;

/** A result in the shape that was asked for. Who was asked for speakers gets segments, because they carry them. */
export function transcription(heard: Heard, asked: Asked, notes: readonly string[] = []): TranscribeResult {
  const { words = [], durationS, language, model, costMicroUsd } = heard;
  const known = heard.segments ?? [];
  const segments = known.length > 0 ? known : segmentsOf(words);
  const hasTimes = asked.timestamps !== 'none' || asked.diarize === true;
  return {
    text: (heard.text ?? joinWords(words.map(({ text }) => text))).trim(),
    segments: hasTimes ? segments.map(trimmed) : [],
    ...(asked.timestamps === 'word' && words.length > 0 && { words: words.map(trimmed) }),
    usage: heard.usage ?? secondsOf(durationS ?? asked.durationS),
    ...(language !== undefined && { language }),
    ...(durationS !== undefined && { durationS }),
    ...(model !== undefined && { model }),
    ...(costMicroUsd !== undefined && { costMicroUsd }),
    ...(notes.length > 0 && { notes }),
  };
}

const trimmed = (segment: TranscriptSegment): TranscriptSegment => ({ ...segment, text: segment.text.trim() });

/** Most vendors bill the audio's length and do not repeat it. */
const secondsOf = (seconds: number | undefined): Usage => (seconds === undefined ? {} : { seconds });

/** A number of seconds or a share, which some vendors write as text. */
export const numberOf = (value: unknown): number | undefined =>
  count(typeof value === 'string' && value.trim() !== '' ? Number(value) : value);

/** A span of speech; `undefined` without both times. Speakers that are numbers become text. */
export function spanOf(span: {
  readonly start: unknown;
  readonly end: unknown;
  readonly text: unknown;
  readonly speaker?: unknown;
  readonly confidence?: unknown;
}): TranscriptSegment | undefined {
  const startS = numberOf(span.start);
  const endS = numberOf(span.end);
  const text = filled(span.text);
  if (startS === undefined || endS === undefined || text === undefined) return undefined;
  const speaker = typeof span.speaker === 'number' ? String(span.speaker) : filled(span.speaker);
  const confidence = numberOf(span.confidence);
  return {
    startS,
    endS,
    text,
    ...(speaker !== undefined && { speaker }),
    ...(confidence !== undefined && confidence <= 1 && { confidence }),
  };
}

export const spans = <T>(items: readonly T[], read: (item: T) => TranscriptSegment | undefined): TranscriptSegment[] =>
  items.map(read).filter((span) => span !== undefined);

/** Whether segments are single words: some vendors give words in the place of segments where words were asked for. */
export const areWords = (segments: readonly TranscriptSegment[]): boolean =>
  segments.length > 0 && segments.every(({ text }) => !/\s/.test(text.trim()));

/** The answer as an object; throws what it says went wrong, and `bad_response` when it is none. */
export function answerOf(body: unknown, provider: string, hasResult: (answer: Json) => boolean): Json {
  const answer = record(body);
  if (answer !== undefined && hasResult(answer)) return answer;
  const reading = answer === undefined ? {} : readFailure(answer);
  if (reading.message !== undefined) throw answerError(provider, reading, false);
  throw noTranscript(provider);
}

export const noTranscript = (provider: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `${provider} answered without a transcript.` });
