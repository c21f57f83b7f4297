import type { ChatRequest } from '../../core/chat.ts';
import { thinkingFor } from '../anthropic-messages/thinking.ts';
import { effortFor, wantedEffort } from '../effort.ts';
import { defined, type Json } from '../read.ts';
import { reasoningWay } from './model.ts';

export type Reasoning = {
  /** `additionalModelRequestFields`: what only this maker's models understand. */
  readonly fields: Json;
  readonly isThinking: boolean;
  /** The token limit where reasoning moves it. */
  readonly maxTokens?: number;
  readonly notes: readonly string[];
};

/** A wish to reason in the spelling of the model's maker. */
export function reasoningFor({ model, reasoning, maxTokens }: ChatRequest): Reasoning {
  const way = reasoningWay(model);
  if (way.kind === 'claude') {
    const { thinking, effort, notes, ...limit } = thinkingFor(reasoning, maxTokens, way.traits);
    const isThinking = thinking !== undefined && thinking.type !== 'disabled';
    const fields = defined({ thinking, output_config: effort === undefined ? undefined : { effort } });
    return { fields, isThinking, ...(isThinking ? limit : { maxTokens }), notes };
  }
  const plain = { fields: {}, isThinking: false, maxTokens, notes: [] };
  const wanted = reasoning === undefined ? undefined : wantedEffort(reasoning);
  if (reasoning === undefined || wanted === undefined) return plain;
  if (way.kind === 'nova' && wanted === 'none') return { ...plain, fields: { reasoningConfig: { type: 'disabled' } } };
  if (way.kind === 'nova' || way.kind === 'effort') {
    const { effort, notes } = effortFor(reasoning, way.efforts);
    const fields =
      way.kind === 'nova'
        ? { reasoningConfig: { type: 'enabled', maxReasoningEffort: effort } }
        : { reasoning_effort: effort };
    return { fields, isThinking: true, maxTokens, notes };
  }
  if (way.kind === 'always') {
    return { ...plain, notes: ['reasoning effort was dropped: this model always reasons in its own measure'] };
  }
  return { ...plain, notes: wanted === 'none' ? [] : ['reasoning was dropped: this model has none on Bedrock'] };
}
