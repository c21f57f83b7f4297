import type { TranscriptSegment } from '../../core/transcribe.ts';

/** What an engine heard in one piece of sound. Times in seconds from the piece's start. */
export type Heard = {
  readonly text: string;
  readonly segments: readonly TranscriptSegment[];
  readonly words?: readonly TranscriptSegment[];
  readonly language?: string;
};

/** Segments of a piece in the times of the whole. Engines that pad a piece may end a segment after its end. */
export const placed = (
  segments: readonly TranscriptSegment[],
  startS: number,
  endS: number,
): readonly TranscriptSegment[] =>
  segments.map((segment) => ({
    ...segment,
    startS: Math.min(endS, segment.startS + startS),
    endS: Math.min(endS, segment.endS + startS),
  }));

const PAUSE_S = 1;

/** Words as segments: one ends with a sentence, or where there is a pause. */
export function segmentsOfWords(words: readonly TranscriptSegment[]): readonly TranscriptSegment[] {
  const groups: TranscriptSegment[][] = [];
  for (const word of words) {
    const last = groups.at(-1)?.at(-1);
    const goesOn = last !== undefined && !/[.!?]$/.test(last.text) && word.startS - last.endS < PAUSE_S;
    if (goesOn) groups.at(-1)?.push(word);
    else groups.push([word]);
  }
  return groups.map(joined);
}

/** One segment from the first word to the last. */
export function joined(words: readonly TranscriptSegment[]): TranscriptSegment {
  const sure = words.map(({ confidence }) => confidence).filter((confidence) => confidence !== undefined);
  return {
    startS: words[0]?.startS ?? 0,
    endS: words.at(-1)?.endS ?? 0,
    text: words.map(({ text }) => text).join(' '),
    ...(sure.length === 0 ? {} : { confidence: sure.reduce((sum, value) => sum + value, 0) / sure.length }),
  };
}
