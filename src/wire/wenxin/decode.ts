import type { ChatEvent } from '../../core/chat.ts';
import type { FailureReading, ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { usageOf } from '../openai-chat/usage.ts';
import { filled, type Json, record, text } from '../read.ts';

/** What `error_code` means, in words that the shared table knows. Errors come with HTTP 200. */
const CODES: Readonly<Record<number, string>> = {
  4: 'insufficient_quota',
  17: 'insufficient_quota',
  18: 'rate_limit_error',
  19: 'insufficient_quota',
  100: 'authentication_error',
  110: 'authentication_error',
  111: 'authentication_error',
  336003: 'invalid_request_error',
  336100: 'overloaded',
  336501: 'rate_limit_error',
  336502: 'rate_limit_error',
};

/** The error that a body or chunk is, or `undefined`. */
export function errorIn(answer: Json): FailureReading | undefined {
  const code = answer.error_code;
  if (code === undefined || code === null || code === 0) return undefined;
  return { message: text(answer.error_msg), code: CODES[Number(code)] ?? 'invalid_request_error' };
}

function* closing(answer: Json, content: string): Generator<ChatEvent> {
  const usage = usageOf(answer);
  if (usage !== undefined) yield { type: 'usage', usage };
  const isCut = answer.is_truncated === true || answer.finish_reason === 'length';
  const isFiltered = answer.finish_reason === 'content_filter' || answer.need_clear_history === true;
  const finishReason = isFiltered ? 'content_filter' : isCut ? 'length' : 'stop';
  yield { type: 'done', finishReason, raw: [{ role: 'assistant', content }] };
}

/** The events of an answer that came whole. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const answer = record(body) ?? {};
  const failure = errorIn(answer);
  if (failure !== undefined) throw answerError(provider, failure, false);
  const result = text(answer.result);
  if (result === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a result.` });
  }
  if (result !== '') yield { type: 'text-delta', text: result };
  yield* closing(answer, result);
}

/** The events of a streamed answer, complete with the piece that says so. */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  let content = '';
  for await (const { data } of events) {
    if (data.trim() === '') continue;
    const chunk = record(eventJson(data, provider)) ?? {};
    const failure = errorIn(chunk);
    if (failure !== undefined) throw answerError(provider, failure, content !== '');
    const piece = filled(chunk.result);
    if (piece !== undefined) yield { type: 'text-delta', text: piece };
    content += piece ?? '';
    if (chunk.is_end === true) return yield* closing(chunk, content);
  }
  throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.` });
}
