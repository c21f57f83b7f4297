import type { Artifact } from './artifact.ts';
import type { Usage } from './usage.ts';

export const SPEAK_FORMATS = ['mp3', 'wav', 'opus', 'pcm', 'flac'] as const;
export type SpeakFormat = (typeof SPEAK_FORMATS)[number];

/** From the quickest first sound to the best sound. Providers' own scales run either way; a dialect maps this one. */
export const LATENCIES = ['lowest_latency', 'low_latency', 'balanced', 'high_quality', 'highest_quality'] as const;
export type Latency = (typeof LATENCIES)[number];

export type SpeakRequest = {
  readonly model: string;
  /** At most as many characters as the capability's limits say. */
  readonly text: string;
  /** The provider's own name or id of a voice; its default when absent. */
  readonly voice?: string;
  /** One of the formats of the capability's limits. */
  readonly format: SpeakFormat;
  readonly latency?: Latency;
  /** 1 is the voice's own pace. */
  readonly speed?: number;
  /** ISO 639-1 or BCP 47. */
  readonly language?: string;
  /** The texts before and after this one, so that a cut text keeps its intonation where the provider can use them. */
  readonly before?: string;
  readonly after?: string;
};

/** What a caller asks for: text of any length, in any format. Without one it is mp3 where the provider has it, else its best. */
export type SpeakTask = Omit<SpeakRequest, 'format' | 'before' | 'after'> & { readonly format?: SpeakFormat };

export type SpeakResult = {
  /** What `onAudio` was given. `pcm` is 16-bit little-endian, one channel, at `rate`. */
  readonly format: SpeakFormat;
  /** Hz; always present for `pcm`. */
  readonly rate?: number;
  /** `characters`, or tokens where those are billed. */
  readonly usage: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** The whole text spoken, as one file. */
export type Spoken = Omit<SpeakResult, 'rate'> & { readonly artifact: Artifact };

export type SpeakLimits = {
  readonly maxCharacters: number;
  /** The first is what the provider does best. */
  readonly formats: readonly SpeakFormat[];
};

export type SpeakOptions = {
  readonly signal: AbortSignal;
  /** Called with each piece of audio as it arrives, in order. Must not block. */
  readonly onAudio: (chunk: Uint8Array) => void;
};

export type SpeakCapability = {
  limits(model: string): SpeakLimits;
  speak(request: SpeakRequest, options: SpeakOptions): Promise<SpeakResult>;
};
