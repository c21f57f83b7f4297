import type { ChatEvent } from '../../core/chat.ts';
import type { FailureReading, ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Usage } from '../../core/usage.ts';
import { answerError } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { argumentsOf, finishReasonOf } from '../openai-chat/message.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';

/** Codes of `status` are an HTTP status and two digits more: `20000` is well, `42901` asks for fewer requests. */
export function statusFailure(body: unknown): FailureReading | undefined {
  const status = record(record(body)?.status);
  const code = text(status?.code);
  if (code === undefined || code.startsWith('200')) return undefined;
  return { message: text(status?.message), code: code.slice(0, 3) };
}

function usageOf(usage: Json | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const details = record(usage.completionTokensDetails);
  return defined({
    input: count(usage.promptTokens),
    output: count(usage.completionTokens),
    reasoning: count(details?.thinkingTokens) ?? count(details?.reasoningTokens),
  });
}

function* callsOf(message: Json): Generator<ChatEvent> {
  for (const [index, call] of records(message.toolCalls).entries()) {
    const called = record(call.function);
    const written = argumentsOf(called?.arguments) ?? text(called?.partialJson);
    yield { type: 'tool-call-delta', index, id: filled(call.id), name: filled(called?.name), arguments: written };
  }
}

function* closing(message: Json, result: Json): Generator<ChatEvent> {
  const usage = usageOf(record(result.usage));
  if (usage !== undefined) yield { type: 'usage', usage };
  const hasCalls = records(message.toolCalls).length > 0;
  const finishReason = finishReasonOf(text(result.finishReason), { hasCalls, isRefusal: false });
  yield { type: 'done', finishReason, raw: [message] };
}

const missing = (provider: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a message.` });

/** The events of `{status, result}`. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const failure = statusFailure(body);
  if (failure !== undefined) throw answerError(provider, failure, false);
  const result = record(record(body)?.result);
  const message = record(result?.message);
  if (result === undefined || message === undefined) throw missing(provider);
  yield* said(message);
  yield* callsOf(message);
  yield* closing(message, result);
}

function* said(message: Json): Generator<ChatEvent> {
  const thought = filled(message.thinkingContent);
  const words = filled(message.content);
  if (thought !== undefined) yield { type: 'reasoning-delta', text: thought };
  if (words !== undefined) yield { type: 'text-delta', text: words };
}

/**
 * The events of a stream: `token` events with pieces, one `result` event with the whole. Calls are taken from the whole,
 * texts from the pieces unless there were none.
 */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  let hasSpoken = false;
  let thought = '';
  let words = '';
  for await (const { event, data } of events) {
    if (data.trim() === '' || data.trim() === '[DONE]' || event === 'signal') continue;
    const body = eventJson(data, provider);
    const failure = statusFailure(body);
    if (failure !== undefined) throw answerError(provider, failure, hasSpoken);
    const chunk = record(body) ?? {};
    if (event === 'error') throw answerError(provider, { message: text(chunk.message) }, hasSpoken);
    const message = record(chunk.message);
    if (message === undefined) continue;
    if (event !== 'result') {
      yield* said(message);
      thought += text(message.thinkingContent) ?? '';
      words += text(message.content) ?? '';
      hasSpoken ||= thought !== '' || words !== '';
      continue;
    }
    if (!hasSpoken) yield* said(message);
    yield* callsOf(message);
    const whole = defined({
      ...message,
      content: filled(message.content) ?? words,
      thinkingContent: filled(message.thinkingContent) ?? filled(thought),
    });
    return yield* closing(whole, chunk);
  }
  throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.` });
}
