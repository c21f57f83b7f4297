import type { AudioFormat } from './audio.ts';
import type { Media } from './content.ts';
import type { RemoteWork } from './operation.ts';
import type { Usage } from './usage.ts';

export const TIMESTAMPS = ['none', 'segment', 'word'] as const;
export type Timestamps = (typeof TIMESTAMPS)[number];

export type TranscribeRequest = {
  readonly model: string;
  /** In a format of the capability's intake, below its limits. */
  readonly audio: Media;
  /** Length in seconds, where it could be read from the audio. */
  readonly durationS?: number;
  /** ISO 639-1 or BCP 47 (`en`, `pt-BR`); detected when absent, where the provider can. */
  readonly language?: string;
  /** Say who speaks. */
  readonly diarize?: boolean;
  /** `segment` when absent. */
  readonly timestamps?: Timestamps;
  /** Names and words that are likely to occur, or what was said before. */
  readonly prompt?: string;
};

/** A span of speech. Times in seconds from the start of the audio, whatever the provider's unit; confidence 0–1. */
export type TranscriptSegment = {
  readonly startS: number;
  readonly endS: number;
  readonly text: string;
  /** `A`, `B`, … or the provider's own name for the voice. */
  readonly speaker?: string;
  readonly confidence?: number;
};

export type TranscribeResult = {
  readonly text: string;
  readonly language?: string;
  readonly durationS?: number;
  /** Empty where the provider gives no times. */
  readonly segments: readonly TranscriptSegment[];
  /** One segment a word, where words were asked for and the provider gives them. */
  readonly words?: readonly TranscriptSegment[];
  /** `seconds` of audio, or tokens where those are billed. */
  readonly usage: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** What a provider takes as it is. Other audio is converted, longer audio is cut at pauses, before it is sent. */
export type AudioIntake = {
  readonly formats: readonly AudioFormat[];
  readonly maxBytes?: number;
  readonly maxSeconds?: number;
  /** The only sample rate it takes, in Hz. */
  readonly rate?: number;
};

export type TranscribeOptions = {
  readonly signal: AbortSignal;
  /** Told the seconds of audio that are done, by engines that can tell. */
  readonly onProgress?: (doneS: number) => void;
};

export type TranscribeCapability = { intake(model: string): AudioIntake } & (
  | { transcribe(request: TranscribeRequest, options: TranscribeOptions): Promise<TranscribeResult> }
  | RemoteWork<TranscribeRequest, TranscribeResult>
);
