import type { Effort, ReasoningInput } from '../../core/chat.ts';
import { effortFor, NOTHING, type Spelled, wantedBudget } from '../effort.ts';
import { defined } from '../read.ts';

/** `2.5` of `gemini-2.5-flash`; `undefined` for names without a version, which are the newest. */
export function geminiVersion(model: string): number | undefined {
  const found = /gemini-(\d+)(?:\.(\d+))?/.exec(model);
  return found === null ? undefined : Number(`${found[1]}.${found[2] ?? 0}`);
}

/** From this generation on a function call in the history is refused without its signature. */
export const needsSignatures = (model: string): boolean => (geminiVersion(model) ?? 3) >= 3;

/** Thinking levels that a model of generation 3 knows. */
function levelsOf(model: string): readonly Effort[] {
  const version = geminiVersion(model) ?? Number.POSITIVE_INFINITY;
  if (/-pro/.test(model)) return version < 3.1 ? ['low', 'high'] : ['low', 'medium', 'high'];
  return version >= 3.7 ? ['low', 'medium', 'high'] : ['minimal', 'low', 'medium', 'high'];
}

/** One wish to think as `thinkingLevel` (generation 3) or `thinkingBudget` (2.5); older models do not think. */
export function thinkingConfig(input: ReasoningInput, model: string): Spelled {
  const version = geminiVersion(model) ?? Number.POSITIVE_INFINITY;
  if (version < 2.5) {
    const isWish = input.effort !== undefined && input.effort !== 'none';
    return isWish || input.budgetTokens
      ? { fields: {}, notes: ['reasoning was dropped: this model has none'] }
      : NOTHING;
  }
  const includeThoughts = input.show ? true : undefined;
  if (version >= 3) {
    const { effort, notes } = effortFor(input, levelsOf(model));
    return { fields: defined({ thinkingLevel: effort?.toUpperCase(), includeThoughts }), notes };
  }
  const wanted = wantedBudget(input);
  const budget = wanted === undefined ? undefined : clampBudget(wanted, model);
  const notes = wanted === budget ? [] : [`a reasoning budget of ${wanted} tokens became ${budget}`];
  return { fields: defined({ thinkingBudget: budget, includeThoughts }), notes };
}

/** Bounds of 2.5: Pro cannot be turned off, Flash-Lite thinks with at least 512 tokens or not at all. */
function clampBudget(budget: number, model: string): number {
  if (/-pro/.test(model)) return Math.min(Math.max(budget, 128), 32_768);
  if (/flash-lite/.test(model) && budget > 0) return Math.min(Math.max(budget, 512), 24_576);
  return Math.min(Math.max(budget, 0), 24_576);
}
