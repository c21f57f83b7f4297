import type { Usage } from './usage.ts';

export type EmbedRequest = {
  readonly model: string;
  readonly texts: readonly string[];
  readonly inputType?: 'query' | 'document';
  readonly dimensions?: number;
};

export type EmbedResult = {
  /** One vector per text, in order, all of the same length. */
  readonly vectors: readonly Float32Array[];
  readonly usage: Usage;
  /** For each text the share (0–1) of its tokens that the model does not know, from engines that can tell. */
  readonly unknownShares?: readonly number[];
  readonly notes?: readonly string[];
};

export type EmbedCapability = {
  /** The most texts one request takes; the pipeline splits larger calls. */
  readonly maxBatch: number;
  embed(request: EmbedRequest, options: { readonly signal: AbortSignal }): Promise<EmbedResult>;
};
