import type { ReasoningInput } from '../../core/chat.ts';
import { clampEffort, wantedBudget, wantedEffort } from '../effort.ts';
import { defined, type Json } from '../read.ts';
import type { ClaudeTraits } from './claude.ts';

/** The least budget that Claude takes, and the least room that must stay for the answer. */
const LEAST_BUDGET = 1024;
const ROOM_FOR_ANSWER = 1024;

export type Thinking = {
  readonly thinking?: Json;
  readonly effort?: string;
  readonly maxTokens: number;
  readonly notes: readonly string[];
};

/** One wish to think in the spelling of the model's generation, with the token limit that goes with it. */
export function thinkingFor(
  input: ReasoningInput | undefined,
  maxTokens: number | undefined,
  traits: ClaudeTraits,
): Thinking {
  const limit = maxTokens ?? traits.defaultMaxTokens;
  const wanted = input === undefined ? undefined : wantedEffort(input);
  if (input === undefined || wanted === undefined) return showOnly(input, limit, traits);
  if (traits.thinking === 'none') {
    return { maxTokens: limit, notes: wanted === 'none' ? [] : ['reasoning was dropped: this model has none'] };
  }
  if (wanted === 'none' && traits.thinking !== 'always-adaptive') {
    return { maxTokens: limit, notes: [], ...(traits.thinking === 'budget' ? {} : { thinking: { type: 'disabled' } }) };
  }
  const asBudget = traits.thinking === 'budget' || (traits.thinking === 'either' && input.budgetTokens !== undefined);
  return asBudget ? withBudget(input, maxTokens, limit) : withEffort(input, limit, traits);
}

function showOnly(input: ReasoningInput | undefined, maxTokens: number, traits: ClaudeTraits): Thinking {
  const isAdaptive = traits.thinking === 'adaptive' || traits.thinking === 'always-adaptive';
  if (!input?.show || !isAdaptive) return { maxTokens, notes: [] };
  return { thinking: { type: 'adaptive', display: 'summarized' }, maxTokens, notes: [] };
}

function withBudget(input: ReasoningInput, maxTokens: number | undefined, limit: number): Thinking {
  const wanted = Math.max(LEAST_BUDGET, wantedBudget(input) ?? LEAST_BUDGET);
  if (maxTokens === undefined) {
    const room = Math.max(limit, wanted + 8192);
    return { thinking: { type: 'enabled', budget_tokens: wanted }, maxTokens: room, notes: clampNotes(input, wanted) };
  }
  const budget = Math.min(wanted, limit - ROOM_FOR_ANSWER);
  if (budget < LEAST_BUDGET) {
    return { maxTokens: limit, notes: ['reasoning was dropped: max_tokens leaves no room for it'] };
  }
  return { thinking: { type: 'enabled', budget_tokens: budget }, maxTokens: limit, notes: clampNotes(input, budget) };
}

const clampNotes = ({ budgetTokens }: ReasoningInput, budget: number): readonly string[] =>
  budgetTokens !== undefined && budgetTokens !== budget ? [`budget_tokens ${budgetTokens} became ${budget}`] : [];

function withEffort(input: ReasoningInput, maxTokens: number, traits: ClaudeTraits): Thinking {
  const wanted = wantedEffort(input) ?? 'medium';
  const effort = clampEffort(wanted, traits.efforts);
  const notes = effort === wanted ? [] : [`reasoning effort ${wanted} became ${effort}, the nearest this model takes`];
  if (input.effort === undefined) notes.push(`budget_tokens became reasoning effort ${effort}`);
  // `display` is named only when the text is wanted: newer models leave it out by themselves.
  return {
    thinking: defined({ type: 'adaptive', display: input.show ? 'summarized' : undefined }),
    effort,
    maxTokens,
    notes,
  };
}
