import type { Effort, ReasoningInput } from '../../core/chat.ts';
import { effortFor, NOTHING, type Spelled, wantedEffort } from '../effort.ts';
import { isReasoningModel, openaiEfforts } from '../openai-chat/openai-models.ts';
import { defined } from '../read.ts';

/** `reasoning{effort, summary}` with the given levels; a summary only for who wants to see it. */
export function reasoningObject(input: ReasoningInput, allowed: readonly Effort[]): Spelled {
  const { effort, notes } = effortFor(input, allowed);
  const summary = input.show === true && effort !== 'none' ? 'auto' : undefined;
  const reasoning = defined({ effort, summary });
  return { fields: Object.keys(reasoning).length === 0 ? {} : { reasoning }, notes };
}

/** OpenAI's own models; dropped with a note for those that do not reason. */
export function openaiReasoningObject(input: ReasoningInput, model: string): Spelled {
  return isReasoningModel(model) ? reasoningObject(input, openaiEfforts(model)) : withoutReasoning(input);
}

/** Grok: levels from 4.3 on, two for 3 mini; the rest reasons in its own measure or not at all. */
export function xaiReasoningObject(input: ReasoningInput, model: string): Spelled {
  if (/grok-3-mini/.test(model)) return reasoningObject(input, ['low', 'high']);
  const levels: readonly Effort[] = ['none', 'low', 'medium', 'high'];
  // 4.20 is older than 4.3; a later generation is taken for the newest kind.
  if (/grok-(4\.[6-9](?!\d)|[5-9]|[1-9]\d)/.test(model)) return reasoningObject(input, [...levels, 'xhigh']);
  return /grok-4\.[3-5](?!\d)/.test(model) ? reasoningObject(input, levels) : withoutReasoning(input);
}

/** Muse always reasons. */
export const museReasoningObject = (input: ReasoningInput): Spelled =>
  reasoningObject(input, ['minimal', 'low', 'medium', 'high', 'xhigh']);

function withoutReasoning(input: ReasoningInput): Spelled {
  const wanted = wantedEffort(input);
  return wanted === undefined || wanted === 'none'
    ? NOTHING
    : { fields: {}, notes: [`reasoning effort ${wanted} was dropped: this model has no such choice`] };
}
