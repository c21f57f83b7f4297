import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Usage } from '../../core/usage.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { count, defined, filled, type Json, record, records } from '../read.ts';

const BLOCKED = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

/** `STOP` comes beside function calls too. Anything unknown is a stop that went wrong (`MALFORMED_FUNCTION_CALL`, `OTHER`). */
function finishReasonOf(reason: string, hasCalls: boolean): FinishReason {
  if (reason === 'STOP' || reason === 'FINISH_REASON_UNSPECIFIED') return hasCalls ? 'tool_calls' : 'stop';
  if (reason === 'MAX_TOKENS') return 'length';
  return BLOCKED.has(reason) ? 'content_filter' : 'error';
}

/** Thoughts and what tools read are counted beside candidates and prompt; here they are parts of output and input. */
export function usageOf(usage: Json): Usage {
  const prompt = count(usage.promptTokenCount);
  const toolUse = count(usage.toolUsePromptTokenCount);
  const candidates = count(usage.candidatesTokenCount);
  const thoughts = count(usage.thoughtsTokenCount);
  const sum = (left: number | undefined, right: number | undefined): number | undefined =>
    left === undefined && right === undefined ? undefined : (left ?? 0) + (right ?? 0);
  return defined({
    input: sum(prompt, toolUse),
    cachedInput: count(usage.cachedContentTokenCount),
    output: sum(candidates, thoughts),
    reasoning: thoughts,
  });
}

type Reader = {
  /** The events of one chunk. Throws the error that it carries. */
  read(chunk: unknown): Generator<ChatEvent>;
  /** True once nothing can follow. */
  isComplete(): boolean;
  /** The closing events. Throws `bad_response` when no terminal state came and the answer could have been cut. */
  end(isWhole: boolean): Generator<ChatEvent>;
};

/** Reads chunks of one answer; a whole answer is a single chunk. */
function createReader(provider: string): Reader {
  const parts: Json[] = [];
  let usage: Usage = {};
  let finish: string | undefined;
  let blockReason: string | undefined;
  let model: string | undefined;
  let calls = 0;
  let hasCandidate = false;
  let isComplete = false;

  function* read(chunk: unknown): Generator<ChatEvent> {
    const answer = record(chunk) ?? {};
    if (answer.error !== undefined && answer.error !== null)
      throw answerError(provider, readFailure(answer), parts.length > 0);
    model = filled(answer.modelVersion) ?? model;
    const counted = record(answer.usageMetadata);
    if (counted !== undefined) usage = { ...usage, ...usageOf(counted) };
    blockReason = filled(record(answer.promptFeedback)?.blockReason) ?? blockReason;
    const [candidate] = records(answer.candidates);
    if (candidate === undefined) return;
    hasCandidate = true;
    for (const part of records(record(candidate.content)?.parts)) {
      parts.push(part);
      const call = record(part.functionCall);
      if (call !== undefined) {
        const written = JSON.stringify(call.args ?? {});
        yield {
          type: 'tool-call-delta',
          index: calls,
          id: filled(call.id),
          name: filled(call.name),
          arguments: written,
        };
        calls += 1;
      }
      const words = filled(part.text);
      if (words !== undefined) yield { type: part.thought === true ? 'reasoning-delta' : 'text-delta', text: words };
    }
    finish = filled(candidate.finishReason) ?? finish;
    isComplete = finish !== undefined && counted !== undefined;
  }

  function* end(isWhole: boolean): Generator<ChatEvent> {
    // A whole body cannot have been cut; one with a candidate and no reason has simply stopped.
    if (isWhole && hasCandidate) finish ??= 'STOP';
    if (finish === undefined && blockReason === undefined) {
      throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.` });
    }
    if (Object.keys(usage).length > 0) yield { type: 'usage', usage };
    const finishReason = finish === undefined ? 'content_filter' : finishReasonOf(finish, calls > 0);
    yield { type: 'done', finishReason, raw: parts, model };
  }

  return { read, end, isComplete: () => isComplete };
}

/** The events of an answer that came whole, or as the list that a stream without `alt=sse` is. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const reader = createReader(provider);
  for (const chunk of Array.isArray(body) ? body : [body]) yield* reader.read(chunk);
  yield* reader.end(!Array.isArray(body));
}

/** The events of a streamed answer, complete once a finish reason or a blocked prompt came. */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  const reader = createReader(provider);
  for await (const { event, data } of events) {
    if (data.trim() === '' || data.trim() === '[DONE]') continue;
    const chunk = eventJson(data, provider);
    if (event === 'error') throw answerError(provider, readFailure(chunk), true);
    yield* reader.read(chunk);
    if (reader.isComplete()) break;
  }
  yield* reader.end(false);
}
