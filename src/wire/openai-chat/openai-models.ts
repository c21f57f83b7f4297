import type { Effort, ReasoningInput } from '../../core/chat.ts';
import { effortFor, type Spelled } from '../effort.ts';
import { defined } from '../read.ts';

/** OpenAI's models that reason, by name: `o3`, `gpt-5.1` and later, fine-tuned ones included, `*-chat` ones not. */
export const isReasoningModel = (model: string): boolean =>
  /(^|[:/])(o\d|gpt-([5-9]|\d{2,}))/.test(model) && !/-chat(-|$)/.test(model);

/** Models whose answers may hold reasoning: those that reason, and the chat ones from 5.1 on, which choose for themselves. */
export const mayReason = (model: string): boolean =>
  isReasoningModel(model) || (/-chat(-|$)/.test(model) && (gptVersion(model) ?? 0) >= 5.1);

function gptVersion(model: string): number | undefined {
  const found = /gpt-(\d+)(?:\.(\d+))?/.exec(model);
  return found === null ? undefined : Number(`${found[1]}.${found[2] ?? 0}`);
}

/** Efforts that a model takes; the o-series knows three. */
export function openaiEfforts(model: string): readonly Effort[] {
  const version = gptVersion(model);
  if (version === undefined) return ['low', 'medium', 'high'];
  if (/-pro(-|$)/.test(model)) return ['medium', 'high', 'xhigh'];
  if (version < 5.1) return ['minimal', 'low', 'medium', 'high'];
  if (version < 5.2) return ['none', 'low', 'medium', 'high'];
  return version < 5.6 ? ['none', 'low', 'medium', 'high', 'xhigh'] : ['none', 'low', 'medium', 'high', 'xhigh', 'max'];
}

/** `reasoning_effort`, dropped with a note for models that do not reason. */
export function openaiReasoning(input: ReasoningInput, model: string): Spelled {
  if (!isReasoningModel(model)) {
    const isWish = input.effort !== undefined && input.effort !== 'none';
    return { fields: {}, notes: isWish || input.budgetTokens ? ['reasoning was dropped: this model has none'] : [] };
  }
  const { effort, notes } = effortFor(input, openaiEfforts(model));
  return { fields: defined({ reasoning_effort: effort }), notes };
}

/** Reasoning models refuse sampling; from 5.1 on they take it when told not to reason. */
export const openaiRefusesSampling = (model: string, effort: Effort | undefined): boolean =>
  isReasoningModel(model) && !(effort === 'none' && openaiEfforts(model).includes('none'));

/** The name of the token limit, for OpenAI's own models wherever they are served. */
export const openaiTokenLimit = (model: string): 'max_tokens' | 'max_completion_tokens' =>
  isReasoningModel(model) ? 'max_completion_tokens' : 'max_tokens';
