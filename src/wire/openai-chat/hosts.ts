import { wantedBudget, wantedEffort } from '../effort.ts';
import { defined } from '../read.ts';
import { effortField } from './reasoning.ts';
import { type Spelling, thinkingType } from './spellings.ts';

const threeLevels = effortField(['low', 'medium', 'high']);
const off = thinkingType();

/** Fireworks: an effort or Claude's `thinking` with its budget, which exclude each other. */
export const fireworksReasoning: Spelling = (input, model) => {
  if (wantedEffort(input) === 'none') return off(input, model);
  if (input.effort !== undefined || input.budgetTokens === undefined) {
    const dropped =
      input.budgetTokens === undefined ? [] : ['budget_tokens was dropped: this provider takes it or an effort'];
    const spelled = threeLevels({ ...input, budgetTokens: undefined });
    return { ...spelled, notes: [...spelled.notes, ...dropped] };
  }
  const budget = Math.max(input.budgetTokens, 1024);
  const notes = budget === input.budgetTokens ? [] : [`budget_tokens became ${budget}, the least this provider takes`];
  return { fields: { thinking: { type: 'enabled', budget_tokens: budget } }, notes };
};

/** Heroku: `extended_thinking` with a budget, shown unless told otherwise. */
export const extendedThinking: Spelling = (input) => {
  const tokens = wantedBudget(input);
  if (tokens === undefined) return { fields: {}, notes: [] };
  if (tokens === 0) return { fields: { extended_thinking: { enabled: false } }, notes: [] };
  const fields = { enabled: true, budget_tokens: Math.max(tokens, 1024), include_reasoning: input.show !== false };
  return { fields: { extended_thinking: fields }, notes: [] };
};

/** Regolo: a switch and an effort beside it. */
export const regoloReasoning: Spelling = (input) => {
  if (wantedEffort(input) === 'none') return { fields: { thinking: false }, notes: [] };
  const { fields, notes } = threeLevels(input);
  return { fields: Object.keys(fields).length === 0 ? {} : { thinking: true, ...fields }, notes };
};

/** Venice: an effort; a switch of its own turns it off. */
export const veniceReasoning: Spelling = (input) => {
  if (wantedEffort(input) === 'none') return { fields: { venice_parameters: { disable_thinking: true } }, notes: [] };
  const { fields, notes } = threeLevels(input);
  return { fields: defined(fields), notes };
};
