import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import type { FailureReading } from '../../core/endpoint.ts';
import { readFailure } from '../../http/errors.ts';
import { argumentsOf } from '../openai-chat/message.ts';
import { costOf, usageOf } from '../openai-chat/usage.ts';
import { filled, type Json, record, records, text } from '../read.ts';
import type { OpenAiResponsesDialect } from './dialect.ts';

export type DecodeContext = { readonly provider: string; readonly dialect: OpenAiResponsesDialect };

export type Said = { readonly text: string; readonly reasoning: string; readonly refusal: string };

/** What one output item says. Items of the vendor's own tools say nothing. */
export function saidIn(item: Json): Said {
  const joined = (pieces: unknown, field: string): string =>
    records(pieces)
      .map((piece) => text(piece[field]) ?? '')
      .join('');
  if (item.type === 'message') {
    return { text: joined(item.content, 'text'), reasoning: '', refusal: joined(item.content, 'refusal') };
  }
  if (item.type !== 'reasoning') return { text: '', reasoning: '', refusal: '' };
  return { text: '', reasoning: joined(item.summary, 'text') + joined(item.content, 'text'), refusal: '' };
}

export const isCall = (item: Json): boolean => item.type === 'function_call';

/** A whole function call as one delta. */
export const callDelta = (item: Json, index: number): Extract<ChatEvent, { type: 'tool-call-delta' }> => ({
  type: 'tool-call-delta',
  index,
  id: filled(item.call_id) ?? filled(item.id),
  name: filled(item.name),
  arguments: argumentsOf(item.arguments),
});

/** The finish reason of a response, the same whether it was streamed: it says only why one is incomplete. */
export function finishReasonOf(
  response: Json,
  answer: { readonly hasCalls: boolean; readonly isRefusal: boolean },
): FinishReason {
  const reason = text(record(response.incomplete_details)?.reason);
  if (reason === 'content_filter') return 'content_filter';
  if (reason !== undefined || response.status === 'incomplete') return 'length';
  if (response.status === 'cancelled') return 'error';
  if (answer.isRefusal) return 'content_filter';
  return answer.hasCalls ? 'tool_calls' : 'stop';
}

/** Usage of a response; its counts are those of chat completions under other names. */
export function usageEvent(response: Json, dialect: OpenAiResponsesDialect): ChatEvent | undefined {
  const stated = record(response.usage);
  if (stated === undefined) return undefined;
  const named = {
    usage: {
      ...stated,
      prompt_tokens: stated.input_tokens,
      completion_tokens: stated.output_tokens,
      prompt_tokens_details: stated.input_tokens_details,
      completion_tokens_details: stated.output_tokens_details,
    },
  };
  const usage = usageOf(named);
  return usage === undefined
    ? undefined
    : { type: 'usage', usage, costMicroUsd: costOf(named, { statesCost: dialect.statesCost }) };
}

/** The error that a response or an event holds, or `undefined` when there is none. */
export function errorIn(body: Json): FailureReading | undefined {
  const { error } = body;
  if (filled(error) !== undefined || Object.keys(record(error) ?? {}).length > 0) return readFailure(body);
  if (body.type === 'error') return { message: text(body.message), code: filled(body.code) };
  return body.status === 'failed' ? { message: 'The response failed.' } : undefined;
}
