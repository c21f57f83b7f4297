import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Usage } from '../../core/usage.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content_filter',
  content_filtered: 'content_filter',
  malformed_model_output: 'error',
  malformed_tool_use: 'error',
};

export const finishReasonOf = (stopReason: string | undefined): FinishReason =>
  (stopReason !== undefined && Object.hasOwn(FINISH, stopReason) ? FINISH[stopReason] : undefined) ?? 'stop';

/** What the cache gave or took stands beside `inputTokens`; the total shows a model that counts it inside. */
export function usageOf(usage: Json): Usage {
  const fresh = count(usage.inputTokens);
  const output = count(usage.outputTokens);
  const cached = count(usage.cacheReadInputTokens);
  const written = count(usage.cacheWriteInputTokens);
  const isInside = fresh !== undefined && output !== undefined && fresh + output === count(usage.totalTokens);
  return defined({
    input: fresh === undefined || isInside ? fresh : fresh + (cached ?? 0) + (written ?? 0),
    cachedInput: cached,
    cacheWrite: written,
    output,
  });
}

/** A call that the service itself answers is no call of ours. */
export const isOwnCall = (call: Json): boolean => call.type !== 'server_tool_use';

/** The events of an answer that came whole. Throws `bad_response` when there is no message. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const answer = record(body) ?? {};
  const message = record(record(answer.output)?.message);
  if (!Array.isArray(message?.content)) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a message.` });
  }
  const blocks = records(message.content);
  let index = 0;
  for (const block of blocks) {
    const words = filled(block.text) ?? citedText(record(block.citationsContent));
    if (words !== undefined) yield { type: 'text-delta', text: words };
    const thought = filled(record(record(block.reasoningContent)?.reasoningText)?.text);
    if (thought !== undefined) yield { type: 'reasoning-delta', text: thought };
    const call = record(block.toolUse);
    if (call === undefined || !isOwnCall(call)) continue;
    const input = JSON.stringify(call.input ?? {});
    yield { type: 'tool-call-delta', index, id: filled(call.toolUseId), name: filled(call.name), arguments: input };
    index += 1;
  }
  const usage = record(answer.usage);
  if (usage !== undefined) yield { type: 'usage', usage: usageOf(usage) };
  yield { type: 'done', finishReason: finishReasonOf(text(answer.stopReason)), raw: blocks };
}

const citedText = (cited: Json | undefined): string | undefined =>
  filled(
    records(cited?.content)
      .map((piece) => text(piece.text) ?? '')
      .join(''),
  );
