import { EFFORTS, type Effort, type ReasoningInput } from '../core/chat.ts';

/** What a dialect makes of a wish: fields to send, and what a reader should know about the difference. */
export type Spelled = { readonly fields: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };

export const NOTHING: Spelled = { fields: {}, notes: [] };

/** Tokens that stand for an effort where a provider takes only a budget. */
const BUDGETS: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
};

/** The effort that a wish means, budget included; `undefined` when it names neither. */
export function wantedEffort(input: ReasoningInput): Effort | undefined {
  if (input.effort !== undefined) return input.effort;
  const { budgetTokens } = input;
  if (budgetTokens === undefined) return undefined;
  return EFFORTS.find((effort) => budgetTokens <= BUDGETS[effort]) ?? 'max';
}

/** The budget that a wish means, in tokens; `undefined` when it names neither. */
export function wantedBudget(input: ReasoningInput): number | undefined {
  return input.budgetTokens ?? (input.effort === undefined ? undefined : BUDGETS[input.effort]);
}

/** The nearest allowed effort, the stronger of two equally near ones, but never `none` for a wish to think. */
export function clampEffort(effort: Effort, allowed: readonly Effort[]): Effort {
  if (allowed.includes(effort)) return effort;
  const position = EFFORTS.indexOf(effort);
  const candidates = allowed.filter((candidate) => candidate !== 'none');
  return candidates.reduce((best, candidate) => {
    const distance = Math.abs(EFFORTS.indexOf(candidate) - position);
    const bestDistance = Math.abs(EFFORTS.indexOf(best) - position);
    return distance < bestDistance || (distance === bestDistance && EFFORTS.indexOf(candidate) > EFFORTS.indexOf(best))
      ? candidate
      : best;
  }, candidates[0] ?? effort);
}

/** `clampEffort` with a note when the model does not know what was asked for. */
export function effortFor(
  input: ReasoningInput,
  allowed: readonly Effort[],
): { readonly effort: Effort | undefined; readonly notes: readonly string[] } {
  const wanted = wantedEffort(input);
  if (wanted === undefined) return { effort: undefined, notes: [] };
  const effort = clampEffort(wanted, allowed);
  const notes = effort === wanted ? [] : [`reasoning effort ${wanted} became ${effort}, the nearest this model takes`];
  if (input.effort === undefined) notes.push(`budget_tokens became reasoning effort ${effort}`);
  return { effort, notes };
}
