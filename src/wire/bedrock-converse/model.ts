import type { Effort } from '../../core/chat.ts';
import { type ClaudeTraits, claudeTraits } from '../anthropic-messages/claude.ts';

/** How a model on Bedrock is told to reason. */
export type ReasoningWay =
  | { readonly kind: 'claude'; readonly traits: ClaudeTraits }
  | { readonly kind: 'nova'; readonly efforts: readonly Effort[] }
  | { readonly kind: 'effort'; readonly efforts: readonly Effort[] }
  | { readonly kind: 'always' }
  | { readonly kind: 'none' };

/** The maker stands behind an optional region (`us.`) and account (`arn:…/`). */
export function reasoningWay(model: string): ReasoningWay {
  if (/anthropic\.claude/.test(model)) return { kind: 'claude', traits: claudeTraits(model) };
  if (/amazon\.nova-2/.test(model)) return { kind: 'nova', efforts: ['low', 'medium', 'high'] };
  if (/openai\.gpt-oss/.test(model)) return { kind: 'effort', efforts: ['low', 'medium', 'high'] };
  return /deepseek\.r1|magistral|kimi-k2-thinking|minimax-m2/.test(model) ? { kind: 'always' } : { kind: 'none' };
}

/** Makers whose models take a schema in `outputConfig`, seen or documented until 2026-08. */
const NATIVE = /qwen3|openai\.gpt-oss|deepseek\.v3|gemma-3|minimax|kimi|nemotron|mistral-large-3|ministral-3|magistral/;

export type SchemaWay = 'native' | 'tool' | 'prompt';

/** How a model is held to a schema: by Bedrock, by a tool that it must call, or by words. */
export function schemaWay(model: string, isThinking: boolean): SchemaWay {
  const way = reasoningWay(model);
  if (way.kind === 'claude') {
    // Bedrock's copy of the schema trails: 4.5 and 4.6 take it, newer ones were refused as of 2026-08.
    const isTaken = way.traits.hasSchemas && !way.traits.refusesSampling;
    if (isTaken) return 'native';
    return way.traits.refusesForcedTools || isThinking ? 'prompt' : 'tool';
  }
  if (NATIVE.test(model)) return 'native';
  return /amazon\.nova/.test(model) && !isThinking ? 'tool' : 'prompt';
}

export const isMistral = (model: string): boolean => /mistral\./.test(model);

/** DeepSeek refuses its own thoughts in the history; the others want them back. */
export const takesThoughtsBack = (model: string): boolean => !/deepseek\./.test(model);
