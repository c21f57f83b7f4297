import { ProviderError } from '../core/errors.ts';
import { sumOfCosts } from '../core/money.ts';
import type { Ranked, RerankCapability, RerankRequest, RerankResult } from '../core/rerank.ts';
import { addUsage } from '../core/usage.ts';
import type { Asking } from './asking.ts';
import { batchesOf } from './batches.ts';
import { inLanes } from './lanes.ts';
import { byText } from './text-tokens.ts';

/** Ranks any number of passages: split as the capability takes them, scores kept comparable, answers checked. */
export async function rerankAll(
  capability: RerankCapability,
  request: RerankRequest,
  { ask, paid }: Pick<Asking, 'ask' | 'paid'>,
): Promise<RerankResult> {
  const { model, query, passages, top = passages.length } = request;
  const { passages: most, tokens, isListwise = false } = capability.limits(model);
  const batches = batchesOf(passages, { items: most, tokens, tokensEach: byText(query).high });
  const share = 1 / (batches.length + (isListwise && batches.length > 1 ? 1 : 0));

  const rank = async (part: readonly string[], first: number, wanted: number | undefined): Promise<RerankResult> => {
    const batch = { ...request, passages: part, top: wanted === undefined ? undefined : Math.min(wanted, part.length) };
    const result = await ask(async (signal) => checked(await capability.rerank(batch, { signal }), batch), { share });
    if (batches.length > 1) paid(result, share);
    return { ...result, ranked: result.ranked.map(({ index, score }) => ({ index: first + index, score })) };
  };

  if (batches.length === 1) return wholeOf([await rank(passages, 0, request.top)], top, []);
  const starts = batches.map((_, index) => batches.slice(0, index).reduce((sum, { length }) => sum + length, 0));
  // Where scores depend on their neighbours, all are needed to choose who meets in the last round.
  const wanted = isListwise ? undefined : request.top;
  const results = await inLanes(batches, (batch, index) => rank(batch, starts[index] ?? 0, wanted));
  const notes = [`The passages were ranked in ${batches.length} requests`];
  if (!isListwise) return wholeOf(results, top, notes);

  const finalists = finalistsOf(results, most);
  const last = await rank(
    finalists.map((index) => passages[index] ?? ''),
    0,
    undefined,
  );
  const final = last.ranked.map(({ index, score }) => ({ index: finalists[index] ?? index, score }));
  return wholeOf(
    [{ ...last, ranked: final }, ...results.map((result) => ({ ...result, ranked: below(result.ranked, final) }))],
    top,
    [...notes, `the best of each met in one more, whose scores stand first`],
  );
}

/** As many of the best of each request as one more request takes. */
function finalistsOf(results: readonly RerankResult[], most: number): readonly number[] {
  const each = Math.max(1, Math.floor(most / results.length));
  return results.flatMap(({ ranked }) => ranked.slice(0, each).map(({ index }) => index)).slice(0, most);
}

/** Those who did not reach the last round, none above who did. */
function below(ranked: readonly Ranked[], final: readonly Ranked[]): readonly Ranked[] {
  const reached = new Set(final.map(({ index }) => index));
  const lowest = final.at(-1)?.score ?? Number.POSITIVE_INFINITY;
  return ranked
    .filter(({ index }) => !reached.has(index))
    .map(({ index, score }) => ({ index, score: Math.min(score, lowest) }));
}

function wholeOf(results: readonly RerankResult[], top: number, notes: readonly string[]): RerankResult {
  const cost = sumOfCosts(results.map(({ costMicroUsd }) => costMicroUsd));
  return {
    ranked: results
      .flatMap(({ ranked }) => ranked)
      // Equal scores stay in this order: who reached the last round stands before who did not.
      .toSorted((left, right) => right.score - left.score)
      .slice(0, top),
    usage: results.map(({ usage }) => usage).reduce(addUsage, {}),
    ...(cost !== undefined && { costMicroUsd: cost }),
    notes: [...notes, ...new Set(results.flatMap((result) => result.notes ?? []))],
  };
}

/** An answer that leaves passages out, names some twice or ranks what was not asked would lose the caller's passages. */
function checked(result: RerankResult, { passages, top = passages.length }: RerankRequest): RerankResult {
  const { ranked } = result;
  const isPlace = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < passages.length;
  if (ranked.some(({ index, score }) => !isPlace(index) || !Number.isFinite(score))) {
    throw wrong('ranks something that was not among the passages');
  }
  if (new Set(ranked.map(({ index }) => index)).size < ranked.length) throw wrong('ranks a passage twice');
  if (ranked.length < Math.min(top, passages.length)) {
    throw wrong(`ranks ${ranked.length} of the ${Math.min(top, passages.length)} passages that were asked for`);
  }
  return { ...result, ranked: ranked.toSorted((left, right) => right.score - left.score) };
}

const wrong = (what: string): ProviderError =>
  new ProviderError('bad_response', { message: `The answer ${what}.`, hint: 'Try another model.' });
