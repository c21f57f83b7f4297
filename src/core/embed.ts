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

/** What one request takes: so many texts, and so many tokens in all of them. */
export type EmbedBatch = { readonly texts: number; readonly tokens?: number };

export type EmbedCapability = {
  /** The most texts one request takes; the pipeline splits larger calls. */
  readonly maxBatch: number;
  /** What one request to a model takes, where models differ or tokens are limited too; stands before `maxBatch`. */
  readonly batchOf?: (model: string) => EmbedBatch;
  embed(request: EmbedRequest, options: { readonly signal: AbortSignal }): Promise<EmbedResult>;
};
