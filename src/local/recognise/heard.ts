import type { TranscriptSegment } from '../../core/transcribe.ts';
import { joinWords, segmentsOf } from '../../wire/transcript-segments.ts';

/** What an engine heard in one piece of sound. Times in seconds from the piece's start. */
export type Heard = {
  readonly text: string;
  readonly segments: readonly TranscriptSegment[];
  readonly words?: readonly TranscriptSegment[];
  readonly language?: string;
};

/** One piece of sound and how to hear it. Plain data: it travels to another process. */
export type HearQuestion = {
  /** The model's file or folder. */
  readonly model: string;
  /** 16 kHz, one channel, -1 to 1. */
  readonly samples: Float32Array;
  /** ISO 639-1; detected when absent, where the model can. */
  readonly language?: string;
  readonly prompt?: string;
  readonly isByWord: boolean;
};

/** What is heard by an engine that only tells words. */
export const heardWords = (words: readonly TranscriptSegment[]): Heard => ({
  text: joinWords(words.map(({ text }) => text)),
  segments: segmentsOf(words),
  words,
});

/** Segments of a piece in the times of the whole. Engines that pad a piece may end a segment after its end. */
export const placed = (
  segments: readonly TranscriptSegment[],
  startS: number,
  endS: number,
): readonly TranscriptSegment[] =>
  segments.map((segment) => ({
    ...segment,
    startS: toMs(Math.min(endS, segment.startS + startS)),
    endS: toMs(Math.min(endS, segment.endS + startS)),
  }));

const toMs = (seconds: number): number => Math.round(seconds * 1000) / 1000;
