import { usdToMicro } from '../../core/money.ts';
import type { Usage } from '../../core/usage.ts';
import { count, defined, type Json, record, records } from '../read.ts';
import type { OpenAiChatDialect } from './dialect.ts';

/** Usage of a body or chunk, from `usage`, `x_groq.usage` (older Groq streams) or the choice (Kimi's streams). */
export function usageOf(chunk: Json, dialect: OpenAiChatDialect = {}): Usage | undefined {
  const usage = record(chunk.usage) ?? record(record(chunk.x_groq)?.usage) ?? record(records(chunk.choices)[0]?.usage);
  if (usage === undefined) return undefined;
  const promptDetails = record(usage.prompt_tokens_details);
  const total = count(usage.total_tokens);
  const stated = count(usage.completion_tokens);
  // Voxtral counts the tokens of audio in the total alone.
  const isAudioApart = typeof usage.prompt_audio_seconds === 'number' && total !== undefined && stated !== undefined;
  const prompt = isAudioApart ? total - stated : count(usage.prompt_tokens);
  const reasoning = count(record(usage.completion_tokens_details)?.reasoning_tokens) ?? count(usage.reasoning_tokens);
  const cached =
    count(promptDetails?.cached_tokens) ??
    count(usage.prompt_cache_hit_tokens) ??
    count(usage.cache_read_input_tokens) ??
    count(usage.cached_tokens) ??
    count(usage.num_cached_tokens);
  const written = count(promptDetails?.cache_write_tokens) ?? count(usage.cache_creation_input_tokens);
  const completion = stated ?? (prompt !== undefined && total !== undefined ? total - prompt : undefined);
  const output = dialect.completionHasReasoning ? completion : outputOf(completion, reasoning, prompt, total);
  return defined({
    input: inputOf(prompt, cached, written),
    cachedInput: cached,
    cacheWrite: written,
    output,
    // Some hosts count reasoning with another tokenizer than the rest.
    reasoning: reasoning === undefined ? undefined : Math.min(reasoning, output ?? reasoning),
  });
}

/** Gateways to Claude or Grok leave the cache out of the prompt; a cache larger than the prompt shows it. */
function inputOf(prompt: number | undefined, cached = 0, written = 0): number | undefined {
  if (prompt === undefined) return undefined;
  return cached + written > prompt ? prompt + cached + written : prompt;
}

/** Some leave reasoning out of the completion: the total shows it, or reasoning is larger than what should hold it. */
function outputOf(completion: number | undefined, reasoning = 0, prompt = 0, total = 0): number | undefined {
  if (completion === undefined) return undefined;
  const beside = total - prompt - completion;
  if (beside > 0) return completion + beside;
  return reasoning > completion ? completion + reasoning : completion;
}

/** The stated cost in micro-dollars, where the dialect's server states one. */
export function costOf(chunk: Json, dialect: OpenAiChatDialect): number | undefined {
  const usage = record(chunk.usage);
  // A number, or Perplexity's and Venice's objects.
  const stated = count(usage?.cost) ?? count(record(usage?.cost)?.total_cost) ?? count(record(chunk.cost)?.usd);
  const cost = dialect.statesCost ? stated : undefined;
  if (cost === undefined) return undefined;
  // With the caller's own key `cost` is only the gateway's fee.
  const upstream = usage?.is_byok === true ? (count(record(usage.cost_details)?.upstream_inference_cost) ?? 0) : 0;
  return usdToMicro(cost + upstream);
}
