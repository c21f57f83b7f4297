import type { Endpoint, Failure, FailureReading } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { usdToMicro } from '../../core/money.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { Ranked, RerankLimits, RerankRequest, RerankResult } from '../../core/rerank.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, type Json, list, record, records } from '../read.ts';

/** One request for a ranking. */
export type RerankCall = {
  readonly path: string;
  readonly host?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly notes?: readonly string[];
};

/** A protocol for rankings: how it asks, and its answer where that is unlike the others'. */
export type RerankWire = {
  readonly limits: (model: string) => RerankLimits;
  readonly encode: (request: RerankRequest, endpoint: Endpoint) => RerankCall;
  readonly ranked?: (body: unknown) => readonly unknown[];
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** A capability over such a protocol. Throws `bad_response` for an answer without a ranking. */
export const rerankOver =
  ({ limits, encode, ranked = rankingIn, decodeError }: RerankWire): CapabilityFactory<'rerank'> =>
  (endpoint) => ({
    limits,
    async rerank(request, { signal }) {
      const { path, host, query, body, notes = [] } = encode(request, endpoint);
      const answer = await endpoint.send(path, body, { signal, host, query, decodeError });
      const json = await answer.json();
      const result = decodeResponse(json, ranked(json), endpoint.provider);
      return { ...result, notes };
    },
  });

/** Where vendors put the ranking: `results`, `data`, `rankings`, inside `output` or `result`, or nothing around it. */
function rankingIn(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const answer = record(body);
  const inner = record(answer?.output) ?? record(answer?.result) ?? answer;
  return (
    [inner?.results, inner?.data, inner?.rankings, inner?.response].map(list).find(({ length }) => length > 0) ?? []
  );
}

/** Items `{index, relevance_score}` in the spellings in use. Throws `bad_response` for none, or for one without them. */
export function decodeResponse(body: unknown, items: readonly unknown[], provider: string): RerankResult {
  if (items.length === 0) {
    const failure = readFailure(body);
    if (failure.message !== undefined) throw answerError(provider, failure, false);
    throw noRanking(provider);
  }
  const ranked = records(items).map(rankedOf);
  if (ranked.length < items.length || ranked.some((item) => item === undefined)) throw noRanking(provider);
  const answer = record(body) ?? {};
  const usage = record(answer.usage);
  const cost = count(usage?.cost);
  return {
    ranked: ranked.filter((item) => item !== undefined),
    usage: usageOf(answer),
    ...(cost !== undefined && { costMicroUsd: usdToMicro(cost) }),
  };
}

function rankedOf(item: Json): Ranked | undefined {
  const index = count(item.index ?? item.id ?? item.corpus_id);
  const score = [item.relevance_score, item.relevanceScore, item.score, item.logit].find(
    (value) => typeof value === 'number' && Number.isFinite(value),
  );
  return index === undefined || typeof score !== 'number' ? undefined : { index, score };
}

/** Vendors bill searches or tokens, and say which in `usage` or in `meta`. */
function usageOf(answer: Json): RerankResult['usage'] {
  const usage = record(answer.usage);
  const meta = record(answer.meta);
  const billed = record(meta?.billed_units);
  const searches = count(billed?.search_units) ?? count(usage?.search_units) ?? count(usage?.rerank_units);
  const tokens = [
    usage?.prompt_tokens,
    usage?.input_tokens,
    usage?.total_tokens,
    record(meta?.tokens)?.input_tokens,
    billed?.input_tokens,
    answer.input_token_count,
    answer.input_tokens,
  ];
  const input = tokens.map(count).find((value) => value !== undefined);
  // What is billed by searches has no price for its tokens.
  if (searches !== undefined) return { searches };
  return input === undefined ? {} : { input };
}

const noRanking = (provider: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `${provider} answered without a ranking.` });
