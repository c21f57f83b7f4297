import type { Usage } from './usage.ts';

export type RerankRequest = {
  readonly model: string;
  readonly query: string;
  readonly passages: readonly string[];
  /** The most that the caller wants back; all when absent. */
  readonly top?: number | undefined;
};

export type Ranked = {
  /** Place among the passages of the request, from 0. */
  readonly index: number;
  /** Higher is more relevant. Its range is the model's own: mostly 0–1, for some any number. */
  readonly score: number;
};

export type RerankResult = {
  /** Best first. */
  readonly ranked: readonly Ranked[];
  readonly usage: Usage;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** What one request takes; the pipeline splits larger calls. */
export type RerankLimits = {
  readonly passages: number;
  /** All tokens of a request, where the query counts once for each passage. */
  readonly tokens?: number;
  /** True where a passage's score depends on those beside it, so that scores of two requests cannot be compared. */
  readonly isListwise?: boolean;
};

export type RerankCapability = {
  limits(model: string): RerankLimits;
  rerank(request: RerankRequest, options: { readonly signal: AbortSignal }): Promise<RerankResult>;
};
