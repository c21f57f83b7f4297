import type { ReasoningInput } from '../../core/chat.ts';
import { clampEffort, effortFor, NOTHING, type Spelled, wantedBudget, wantedEffort } from '../effort.ts';
import { defined } from '../read.ts';
import { effortField } from './reasoning.ts';

/** The smallest budget that Claude takes, in tokens. */
const LEAST_CLAUDE_BUDGET = 1024;

const without = (input: ReasoningInput): Spelled => {
  const wanted = wantedEffort(input);
  const isWish = wanted !== undefined && wanted !== 'none';
  return { fields: {}, notes: isWish ? ['reasoning was dropped: this model has none'] : [] };
};

/** Model Studio: a switch and a budget; DeepSeek's models there take an effort. */
export function qwenReasoning(input: ReasoningInput, model: string): Spelled {
  if (/deepseek-v[4-9]/.test(model)) {
    const { effort, notes } = effortFor(input, ['none', 'high', 'max']);
    if (effort === undefined) return NOTHING;
    if (effort === 'none') return { fields: { enable_thinking: false }, notes };
    return { fields: { enable_thinking: true, reasoning_effort: effort }, notes };
  }
  const budget = wantedBudget(input);
  if (budget === undefined) return input.show === true ? { fields: { enable_thinking: true }, notes: [] } : NOTHING;
  if (budget === 0) return { fields: { enable_thinking: false }, notes: [] };
  return { fields: { enable_thinking: true, thinking_budget: budget }, notes: [] };
}

/** Claude behind an OpenAI door: `thinking` with a budget. */
function claudeBudget(input: ReasoningInput): Spelled {
  const budget = wantedBudget(input);
  if (budget === undefined) return NOTHING;
  if (budget === 0) return { fields: { thinking: { type: 'disabled' } }, notes: [] };
  const allowed = Math.max(LEAST_CLAUDE_BUDGET, budget);
  return {
    fields: { thinking: { type: 'enabled', budget_tokens: allowed } },
    notes: allowed === budget ? [] : [`budget_tokens ${budget} became ${allowed}, the least this model takes`],
  };
}

/** Databricks and SAP: Claude and Gemini 2.5 take a budget, GPT and later Gemini an effort, the rest nothing. */
export function mixedReasoning(input: ReasoningInput, model: string): Spelled {
  if (/claude|gemini-2[.-]5/.test(model)) return claudeBudget(input);
  if (/gpt-oss/.test(model)) return effortField(['low', 'medium', 'high'])(input);
  if (/gpt-?5|gemini|(^|[^a-z])o\d/.test(model))
    return effortField(['none', 'minimal', 'low', 'medium', 'high'])(input);
  return without(input);
}

/** Snowflake: OpenAI's models take an effort, Claude `reasoning` with an effort or a budget, the rest ignore both. */
export function snowflakeReasoning(input: ReasoningInput, model: string): Spelled {
  if (/claude/.test(model)) {
    const { effort, budgetTokens } = input;
    if (budgetTokens !== undefined) {
      return { fields: { reasoning: { max_tokens: Math.max(LEAST_CLAUDE_BUDGET, budgetTokens) } }, notes: [] };
    }
    if (effort === undefined || effort === 'none') return NOTHING;
    const allowed = clampEffort(effort, ['low', 'medium', 'high']);
    const notes =
      allowed === effort ? [] : [`reasoning effort ${effort} became ${allowed}, the nearest this model takes`];
    return { fields: { reasoning: { effort: allowed } }, notes };
  }
  return /openai|gpt/.test(model) ? effortField(['none', 'low', 'medium', 'high'])(input) : without(input);
}

/** A vLLM server: the switch of the model's chat template. gpt-oss takes an effort. */
export function templateReasoning(input: ReasoningInput, model: string): Spelled {
  if (/gpt-oss/.test(model)) return effortField(['low', 'medium', 'high'])(input);
  const wanted = wantedEffort(input);
  if (wanted === undefined) return NOTHING;
  const isOn = wanted !== 'none';
  return {
    fields: defined({ chat_template_kwargs: { enable_thinking: isOn } }),
    notes: isOn ? [`reasoning effort ${wanted} became on: this server only knows on and off`] : [],
  };
}
