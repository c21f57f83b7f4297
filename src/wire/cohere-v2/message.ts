import type { FinishReason } from '../../core/chat.ts';
import type { FailureReading } from '../../core/endpoint.ts';
import type { Usage } from '../../core/usage.ts';
import { readFailure } from '../../http/errors.ts';
import { argumentsOf } from '../openai-chat/message.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  MAX_TOKENS: 'length',
  ERROR_LIMIT: 'length',
  TOOL_CALL: 'tool_calls',
  ERROR_TOXIC: 'content_filter',
  ERROR: 'error',
  TIMEOUT: 'error',
  USER_CANCEL: 'error',
};

/** The finish reason of an answer, the same whether it was streamed. */
export function finishReasonOf(reason: string | undefined, hasCalls: boolean): FinishReason {
  const key = (reason ?? '').toUpperCase();
  const mapped = (Object.hasOwn(FINISH, key) ? FINISH[key] : undefined) ?? 'stop';
  return mapped === 'stop' && hasCalls ? 'tool_calls' : mapped;
}

/** Text and thoughts of a message's content, which is a text or a list of pieces. */
export function spoken(content: unknown): { readonly text: string; readonly thinking: string } {
  if (typeof content === 'string') return { text: content, thinking: '' };
  const pieces = records(Array.isArray(content) ? content : [content]);
  const joined = (field: string): string => pieces.map((piece) => text(piece[field]) ?? '').join('');
  return { text: joined('text'), thinking: joined('thinking') };
}

/** Arguments of a call as JSON text; a tool without parameters is called with `null`. */
export const argumentsText = (value: unknown): string | undefined => {
  const written = argumentsOf(value);
  return written?.trim() === 'null' ? '{}' : written;
};

/** All tokens of a call; `billed_units` leaves out what the vendor adds itself. */
export function usageOf(stated: unknown): Usage | undefined {
  const usage = record(stated);
  const tokens = record(usage?.tokens) ?? record(usage?.billed_units);
  if (tokens === undefined) return undefined;
  const input = count(tokens.input_tokens);
  const images = count(tokens.image_tokens) ?? 0;
  return defined({
    // The tokens of images are counted beside those of the text.
    input: input === undefined ? undefined : input + images,
    cachedInput: count(usage?.cached_tokens),
    output: count(tokens.output_tokens),
    reasoning: count(tokens.reasoning_tokens),
  });
}

/** The error in a body or event of HTTP 200: a bare `{message}`, or a closing event with an `error`. */
export function errorIn(body: Json): FailureReading | undefined {
  const delta = record(body.delta);
  if (filled(delta?.error) !== undefined) return { message: text(delta?.error) };
  if (filled(body.error) !== undefined || record(body.error) !== undefined) return readFailure(body);
  return typeof body.message === 'string' ? readFailure(body) : undefined;
}
