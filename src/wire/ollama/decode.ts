import type { ChatEvent, FinishReason } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { argumentsOf } from '../openai-chat/message.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';
import { createThinkSplitter, type Split } from '../think-splitter.ts';

/** The events of an answer that came whole: a stream of one line. */
export async function* decodeResponse(body: unknown, provider: string): AsyncGenerator<ChatEvent> {
  yield* decodeLines([record(body) ?? {}], provider);
}

/** The events of a streamed answer. It is complete with its line `done`; an error line is that error. */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  const lines = async function* () {
    for await (const { data } of events) yield record(eventJson(data, provider)) ?? {};
  };
  yield* decodeLines(lines(), provider);
}

async function* decodeLines(lines: AsyncIterable<Json> | Iterable<Json>, provider: string): AsyncGenerator<ChatEvent> {
  const splitter = createThinkSplitter();
  const calls: Json[] = [];
  let content = '';
  let thinking = '';
  let last: Json | undefined;
  for await (const line of lines) {
    const hasAnything = content !== '' || thinking !== '' || calls.length > 0;
    if (filled(line.error) !== undefined || record(line.error) !== undefined)
      throw answerError(provider, readFailure(line), hasAnything);
    const message = record(line.message) ?? {};
    const thought = text(message.thinking) ?? '';
    const words = text(message.content) ?? '';
    thinking += thought;
    content += words;
    if (thought !== '') yield { type: 'reasoning-delta', text: thought };
    // Models that the server does not know to think write their thoughts into the text.
    if (words !== '') yield* deltasOf(splitter.feed(words));
    for (const call of records(message.tool_calls)) {
      const called = record(call.function);
      yield {
        type: 'tool-call-delta',
        index: calls.length,
        id: filled(call.id),
        name: filled(called?.name),
        arguments: argumentsOf(called?.arguments),
      };
      calls.push(call);
    }
    if (line.done !== true) continue;
    last = line;
    break;
  }
  if (last === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
  }
  yield* deltasOf(splitter.end());
  const usage = defined({ input: count(last.prompt_eval_count), output: count(last.eval_count) });
  if (Object.keys(usage).length > 0) yield { type: 'usage', usage };
  const raw = defined({
    role: 'assistant',
    content,
    thinking: thinking === '' ? undefined : thinking,
    tool_calls: calls.length === 0 ? undefined : calls,
  });
  yield {
    type: 'done',
    finishReason: finishReasonOf(text(last.done_reason), calls.length > 0),
    raw: [raw],
    model: filled(last.model),
  };
}

function finishReasonOf(reason: string | undefined, hasCalls: boolean): FinishReason {
  if (reason === 'length') return 'length';
  return hasCalls ? 'tool_calls' : 'stop';
}

function* deltasOf({ text: words, reasoning }: Split): Generator<ChatEvent> {
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
  if (words !== '') yield { type: 'text-delta', text: words };
}
