import type { Media } from './content.ts';
import type { Size } from './image.ts';
import type { RemoteWork } from './operation.ts';
import type { Produced } from './produced.ts';
import type { Usage } from './usage.ts';

export type VideoRequest = {
  readonly model: string;
  readonly prompt: string;
  readonly durationS?: number;
  readonly size?: Size;
  /** `16:9`. */
  readonly aspectRatio?: string;
  readonly fps?: number;
  /** The first frame. */
  readonly image?: Media;
  readonly seed?: number;
  /** An id of ours for a provider that takes one: asked twice with the same id, it works once. */
  readonly clientId?: string;
};

export type VideoResult = {
  readonly videos: readonly Produced[];
  readonly durationS?: number;
  readonly seed?: number;
  /** `seconds` of film, or tokens where those are billed. */
  readonly usage: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** What a model makes, checked before money is spent. An absent field is unknown and passed through. */
export type VideoLimits = {
  /** The only durations there are, in seconds. */
  readonly durationsS?: readonly number[];
  /** Any whole number of seconds between these. */
  readonly durationRangeS?: { readonly min: number; readonly max: number };
  /** The only sizes there are. */
  readonly sizes?: readonly Size[];
  /** Ratios (`16:9`, or a word of the provider's) where a provider takes no pixels. */
  readonly ratios?: readonly string[];
  /** Short sides in pixels (720 for `720p`) where a provider takes no pixels. */
  readonly resolutions?: readonly number[];
  /** The only frame rates there are; empty when it cannot be chosen. */
  readonly fps?: readonly number[];
  readonly needsImage?: boolean;
  readonly takesImage?: boolean;
  readonly maxPromptCharacters?: number;
};

type Films = {
  limits(model: string): VideoLimits;
  /** What the provider would charge; nothing runs. Absent where it cannot be asked. */
  estimate?(
    request: VideoRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly costMicroUsd?: number }>;
  /** True when cancelling running work also stops what is billed for it. */
  readonly cancelStopsBilling?: boolean;
};

/** Films of a provider that works on its own time, as nearly all do. */
export type RemoteVideo = Films & RemoteWork<VideoRequest, VideoResult>;

export type VideoCapability =
  | RemoteVideo
  | (Films & {
      generate(request: VideoRequest, options: { readonly signal: AbortSignal }): Promise<VideoResult>;
    });
