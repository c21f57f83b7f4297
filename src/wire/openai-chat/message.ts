import type { FinishReason } from '../../core/chat.ts';
import type { FailureReading } from '../../core/endpoint.ts';
import { readFailure } from '../../http/errors.ts';
import { filled, type Json, list, record, records, text } from '../read.ts';
import type { OpenAiChatDialect } from './dialect.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  token_limit: 'length',
  tool_calls: 'tool_calls',
  tool_call: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  content_filtered: 'content_filter',
  sensitive: 'content_filter',
  safety: 'content_filter',
  refusal: 'content_filter',
  guardrail_intervened: 'content_filter',
  error: 'error',
  abort: 'error',
  cancelled: 'error',
  network_error: 'error',
  insufficient_system_resource: 'error',
};

/** The finish reason of an answer, the same whether it was streamed. Some hosts say `stop` beside tool calls. */
export function finishReasonOf(
  reason: string | undefined,
  answer: { readonly hasCalls: boolean; readonly isRefusal: boolean },
): FinishReason {
  const key = (reason ?? '').toLowerCase();
  const mapped = (Object.hasOwn(FINISH, key) ? FINISH[key] : undefined) ?? 'stop';
  if (mapped !== 'stop') return mapped;
  if (answer.isRefusal) return 'content_filter';
  return answer.hasCalls ? 'tool_calls' : 'stop';
}

export type Said = { readonly text: string; readonly reasoning: string; readonly refusal: string };

/** What a message or delta says, wherever its server puts it. */
export function saidIn(message: Json): Said {
  const content = contentOf(message.content);
  const reasoning =
    filled(message.reasoning_content) ??
    filled(message.reasoning) ??
    filled(message.thinking) ??
    (content.reasoning ||
      records(message.reasoning_details).map(detailText).join('') ||
      records(message.content_blocks).map(blockThinking).join(''));
  return { text: content.text, reasoning, refusal: text(message.refusal) ?? '' };
}

/** Content is a string, a list of typed pieces, or (seen with a schema) the object itself. */
function contentOf(content: unknown): { readonly text: string; readonly reasoning: string } {
  if (typeof content === 'string') return { text: content, reasoning: '' };
  if (record(content) !== undefined) return { text: JSON.stringify(content), reasoning: '' };
  let words = '';
  let reasoning = '';
  for (const piece of list(content)) {
    const item = record(piece);
    if (item === undefined) words += text(piece) ?? '';
    else if (item.type === 'thinking' || item.type === 'reasoning') reasoning += thinkingText(item);
    else words += text(item.text) ?? '';
  }
  return { text: words, reasoning };
}

/** `{thinking: [{text}]}` of Mistral, `{thinking: ""}`, `{summary: [{text}]}` of Databricks, `{text}`. */
function thinkingText(item: Json): string {
  const inner = item.thinking ?? item.summary ?? item.text;
  return (
    text(inner) ??
    records(inner)
      .map((piece) => text(piece.text) ?? '')
      .join('')
  );
}

/** Portkey's block, whole or as `{index, delta}`. */
const blockThinking = (block: Json): string => text(record(block.delta)?.thinking) ?? text(block.thinking) ?? '';

const detailText = (detail: Json): string => text(detail.text) ?? text(detail.summary) ?? '';

/** What MiniMax's `base_resp.status_code` means, in words that the shared table knows. */
const BASE_CODES: Readonly<Record<number, string>> = {
  1002: 'rate_limit_error',
  1004: 'authentication_error',
  1008: 'insufficient_balance',
  1026: 'content_filter',
  1027: 'content_filter',
  1039: 'rate_limit_error',
  2013: 'invalid_request_error',
};

/** The error that stands in a chunk or in a body of HTTP 200, or `undefined` when there is none. */
export function errorIn(chunk: Json, dialect: OpenAiChatDialect = {}): FailureReading | undefined {
  const failure = failureIn(chunk);
  return failure === undefined ? undefined : inSharedWords(failure, dialect);
}

/** The server's own code or type in a word that the shared table knows. */
export function inSharedWords(failure: FailureReading, { errorWords = {} }: OpenAiChatDialect): FailureReading {
  const own = [failure.code, failure.type].find((word) => word !== undefined && Object.hasOwn(errorWords, word));
  return own === undefined ? failure : { ...failure, code: errorWords[own] };
}

function failureIn(chunk: Json): FailureReading | undefined {
  const { error } = chunk;
  if (filled(error) !== undefined || Object.keys(record(error) ?? {}).length > 0 || chunk.object === 'error')
    return readFailure(chunk);
  const base = record(chunk.base_resp);
  if (base !== undefined && typeof base.status_code === 'number' && base.status_code !== 0) {
    return { message: text(base.status_msg), code: BASE_CODES[base.status_code] };
  }
  if (records(chunk.errors).length > 0) return readFailure(chunk);
  const inChoice = records(chunk.choices).find((choice) => Object.keys(record(choice.error) ?? {}).length > 0);
  if (inChoice !== undefined) return readFailure({ error: inChoice.error });
  const isAnswer = Array.isArray(chunk.choices) || chunk.usage !== undefined;
  return !isAnswer && (chunk.message !== undefined || chunk.detail !== undefined) ? readFailure(chunk) : undefined;
}

/** The choice that was asked for; more than one never is. */
export const firstChoice = (chunk: Json): Json | undefined =>
  records(chunk.choices).find((choice) => choice.index === undefined || choice.index === null || choice.index === 0);

/** Arguments as JSON text; a few servers send the object. */
export const argumentsOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : value === undefined || value === null ? undefined : JSON.stringify(value);
