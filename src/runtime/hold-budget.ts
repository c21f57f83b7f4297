import type { MicroUsd } from '../core/money.ts';
import type { Budget, Limit, Spender } from './budget.ts';
import { estimateCost, estimateUsage, outputLimit } from './estimate.ts';
import type { AnyRequest } from './request.ts';
import type { Candidate } from './resolve.ts';

export type Held = {
  /** The request, with a `maxTokens` that makes the estimate hold where a limit is in force. */
  readonly any: AnyRequest;
  /** The most that the budget was told this may cost; `undefined` when the price is unknown and no limit is set. */
  readonly high: MicroUsd | undefined;
  readonly notes: readonly string[];
};

/** Fewer output tokens than this are not worth the call. */
const SHORTEST_ANSWER = 256;

/** Sets aside what the candidate may cost. Throws `budget_exceeded`, also for an unknown price under a limit. */
export async function holdBudget(
  any: AnyRequest,
  candidate: Candidate,
  context: {
    readonly budget: Budget;
    readonly limits: readonly Limit[];
    readonly spender: Spender;
    readonly charged: MicroUsd;
    /** How long the call may still take, in ms. */
    readonly remainingMs: number;
    /** What the provider itself says that it would cost. Asked only where a limit is in force. */
    readonly quote: () => Promise<MicroUsd | undefined>;
  },
): Promise<Held> {
  const { budget, limits, spender, charged, remainingMs, quote } = context;
  const reserve = (cost: MicroUsd | undefined) =>
    budget.reserve(limits, spender, { cost, charged, forMs: remainingMs });
  const price = candidate.facts?.price;
  const costOfRequest = (request: AnyRequest): MicroUsd | undefined =>
    estimateCost(estimateUsage(request, candidate.facts), price)?.high;

  if (limits.length === 0) return { any, high: costOfRequest(any), notes: [] };
  const high = (await quote()) ?? costOfRequest(any);
  if (high === 0 || any.capability !== 'chat' || any.request.maxTokens !== undefined) {
    await reserve(high);
    return { any, high, notes: [] };
  }

  // An answer without a bound could cost anything, so under a limit it gets one.
  const room = high === undefined ? 0 : await budget.room(limits, spender, charged);
  const usual = outputLimit(any.request, candidate.facts);
  const shortest = costOfRequest(bounded(any, SHORTEST_ANSWER));
  const perToken = price?.output ?? 0;
  const affordable =
    shortest === undefined || perToken === 0 ? usual : SHORTEST_ANSWER + Math.floor((room - shortest) / perToken);
  const maxTokens = Math.max(Math.min(SHORTEST_ANSWER, usual), Math.min(usual, affordable));
  const fitted = bounded(any, maxTokens);
  const fittedHigh = costOfRequest(fitted);
  await reserve(fittedHigh);
  return { any: fitted, high: fittedHigh, notes: [`The budget limits the answer to ${maxTokens} tokens.`] };
}

const bounded = (any: AnyRequest & { readonly capability: 'chat' }, maxTokens: number): AnyRequest => ({
  capability: 'chat',
  request: { ...any.request, maxTokens },
});
