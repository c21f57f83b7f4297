import type { Media } from './content.ts';
import type { RemoteWork } from './operation.ts';
import type { Produced } from './produced.ts';
import type { Usage } from './usage.ts';

/** Width and height in pixels. */
export type Size = { readonly width: number; readonly height: number };

export type ImageRequest = {
  readonly model: string;
  readonly prompt: string;
  readonly size?: Size;
  /** How many pictures; 1 when absent. */
  readonly count?: number;
  /** The picture to change; without it one is made from the words alone. */
  readonly image?: Media;
  /** Where `image` may change: transparent or white pixels, as a dialect maps them. */
  readonly mask?: Media;
  readonly negativePrompt?: string;
  readonly seed?: number;
  /** A style by the provider's own name. */
  readonly style?: string;
  /** An id of ours for a provider that takes one: asked twice with the same id, it works once. */
  readonly clientId?: string;
};

export type ImageResult = {
  readonly images: readonly Produced[];
  readonly seed?: number;
  /** `images`, or tokens where those are billed. */
  readonly usage: Usage;
  readonly model?: string;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/**
 * What a model makes, checked before money is spent. An absent field is unknown and passed through to the provider, which
 * then answers for itself.
 */
export type ImageLimits = {
  readonly maxCount?: number;
  /** The only sizes there are. */
  readonly sizes?: readonly Size[];
  /** Any size whose sides lie between these and are multiples of `step`. */
  readonly range?: {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    /** The long side at most this many times the short one. */
    readonly maxRatio?: number;
    /** Width times height. */
    readonly minPixels?: number;
    readonly maxPixels?: number;
  };
  /** Ratios (`16:9`) that stand for sizes where a provider takes no pixels. */
  readonly ratios?: readonly string[];
  readonly canEdit?: boolean;
  readonly canMask?: boolean;
  readonly maxPromptCharacters?: number;
};

export type ImageCapability = {
  limits(model: string): ImageLimits;
  /** What the provider would charge; nothing runs. Absent where it cannot be asked. */
  estimate?(
    request: ImageRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly costMicroUsd?: number }>;
} & (
  | { generate(request: ImageRequest, options: { readonly signal: AbortSignal }): Promise<ImageResult> }
  | RemoteWork<ImageRequest, ImageResult>
);
