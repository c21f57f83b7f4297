import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import type { Usage } from '../../core/usage.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { argumentsOf, firstChoice, saidIn } from '../openai-chat/message.ts';
import { count, defined, filled, type Json, record, text } from '../read.ts';

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  function_call: 'tool_calls',
  blacklist: 'content_filter',
  error: 'error',
};

/** Tokens taken from the cache stand beside the prompt. */
function usageOf(chunk: Json): Usage | undefined {
  const usage = record(chunk.usage);
  if (usage === undefined) return undefined;
  const prompt = count(usage.prompt_tokens);
  const cached = count(usage.precached_prompt_tokens);
  return defined({
    input: prompt === undefined ? undefined : prompt + (cached ?? 0),
    cachedInput: cached,
    output: count(usage.completion_tokens),
  });
}

function errorIn(chunk: Json, provider: string, hasSpoken: boolean): ProviderError | undefined {
  if (chunk.choices !== undefined || chunk.usage !== undefined) return undefined;
  if (chunk.message === undefined && chunk.error === undefined && chunk.status === undefined) return undefined;
  const reading = readFailure(chunk);
  return answerError(provider, { ...reading, code: reading.code ?? filled(String(chunk.status ?? '')) }, hasSpoken);
}

type Reader = {
  read(chunk: unknown): Generator<ChatEvent>;
  end(isWhole: boolean): Generator<ChatEvent>;
};

/** Reads the chunks of one answer; a whole answer is a single chunk. */
function createReader(provider: string): Reader {
  const texts: string[] = [];
  const reasoning: string[] = [];
  let call: Json | undefined;
  let stateId: string | undefined;
  let finish: string | undefined;
  let usage: Usage | undefined;
  let model: string | undefined;
  let hasMessage = false;

  function* read(chunk: unknown): Generator<ChatEvent> {
    const answer = record(chunk) ?? {};
    const failure = errorIn(answer, provider, hasMessage);
    if (failure !== undefined) throw failure;
    model ??= filled(answer.model);
    usage = usageOf(answer) ?? usage;
    const choice = firstChoice(answer);
    finish = filled(choice?.finish_reason) ?? finish;
    const message = record(choice?.message) ?? record(choice?.delta);
    // While a built-in function works, the time that is left is told as a message of this role.
    if (message === undefined || message.role === 'function_in_progress') return;
    hasMessage = true;
    const said = saidIn(message);
    stateId = filled(message.functions_state_id) ?? stateId;
    if (said.reasoning !== '') yield { type: 'reasoning-delta', text: said.reasoning };
    if (said.text !== '') yield { type: 'text-delta', text: said.text };
    reasoning.push(said.reasoning);
    texts.push(said.text);
    const called = record(message.function_call);
    if (called !== undefined)
      call = { ...call, ...defined({ name: filled(called.name), arguments: called.arguments }) };
  }

  function* end(isWhole: boolean): Generator<ChatEvent> {
    if (!hasMessage && isWhole) {
      throw new ProviderError('bad_response', { provider, message: `${provider} sent an answer without a message.` });
    }
    if (finish === undefined && !isWhole) {
      throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.` });
    }
    if (call !== undefined) {
      const written = argumentsOf(call.arguments);
      yield { type: 'tool-call-delta', index: 0, id: stateId, name: text(call.name), arguments: written };
    }
    if (usage !== undefined) yield { type: 'usage', usage };
    const mapped = Object.hasOwn(FINISH, finish ?? '') ? FINISH[finish ?? ''] : undefined;
    const finishReason =
      mapped === undefined || mapped === 'stop' ? (call === undefined ? 'stop' : 'tool_calls') : mapped;
    const raw = defined({
      role: 'assistant',
      content: texts.join(''),
      reasoning_content: filled(reasoning.join('')),
      function_call: call,
      functions_state_id: stateId,
    });
    yield { type: 'done', finishReason, raw: [raw], model };
  }
  return { read, end };
}

/** The events of an answer that came whole. */
export function* decodeResponse(body: unknown, provider: string): Generator<ChatEvent> {
  const reader = createReader(provider);
  yield* reader.read(body);
  yield* reader.end(true);
}

/** The events of a streamed answer, complete once a finish reason came. */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  const reader = createReader(provider);
  for await (const { data } of events) {
    if (data.trim() === '[DONE]') break;
    if (data.trim() !== '') yield* reader.read(eventJson(data, provider));
  }
  yield* reader.end(false);
}
