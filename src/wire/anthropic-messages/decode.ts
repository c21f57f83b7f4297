import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Usage } from '../../core/usage.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** `end_turn`, `stop_sequence`, `pause_turn` and `compaction` all leave the next move to the caller. */
export const finishReasonOf = (stopReason: string | undefined): FinishReason =>
  (stopReason !== undefined && Object.hasOwn(FINISH, stopReason) ? FINISH[stopReason] : undefined) ?? 'stop';

/** Anthropic counts what came from or went into the cache beside `input_tokens`; here it is part of the input. */
export function usageOf(usage: Json): Usage {
  const fresh = count(usage.input_tokens);
  const cached = count(usage.cache_read_input_tokens);
  const written = count(usage.cache_creation_input_tokens);
  return defined({
    input: fresh === undefined ? undefined : fresh + (cached ?? 0) + (written ?? 0),
    cachedInput: cached,
    cacheWrite: written,
    output: count(usage.output_tokens),
    reasoning: count(record(usage.output_tokens_details)?.thinking_tokens),
  });
}

/** The events of an answer that came whole. Throws what an error in a 200 means. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const message = record(body) ?? {};
  if (message.type === 'error' || record(message.error) !== undefined) {
    throw answerError(provider, readFailure(message), false);
  }
  if (!Array.isArray(message.content)) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without content.` });
  }
  const blocks = records(message.content);
  let index = 0;
  for (const block of blocks) {
    if (block.type === 'text') yield { type: 'text-delta', text: text(block.text) ?? '' };
    if (block.type === 'thinking') yield { type: 'reasoning-delta', text: text(block.thinking) ?? '' };
    if (block.type !== 'tool_use') continue;
    const input = JSON.stringify(block.input ?? {});
    yield { type: 'tool-call-delta', index, id: filled(block.id), name: filled(block.name), arguments: input };
    index += 1;
  }
  const usage = record(message.usage);
  if (usage !== undefined) yield { type: 'usage', usage: usageOf(usage) };
  yield {
    type: 'done',
    finishReason: finishReasonOf(text(message.stop_reason)),
    raw: blocks,
    model: filled(message.model),
  };
}
