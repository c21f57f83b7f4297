import type { ChatEvent } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { filled, type Json, list, record, text } from '../read.ts';
import { type DecodeContext, errorIn, finishReasonOf, usageEvent } from './items.ts';
import { createOutput } from './output.ts';

/**
 * The events of a streamed answer. It is complete with `response.completed` or `response.incomplete`; a stream that ends
 * before is `bad_response`, an error inside it is that error.
 */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  { provider, dialect }: DecodeContext,
): AsyncGenerator<ChatEvent> {
  const output = createOutput();
  let ended: Json | undefined;
  for await (const { event, data } of events) {
    if (data.trim() === '' || data.trim() === '[DONE]') continue;
    const chunk = record(eventJson(data, provider)) ?? {};
    const type = filled(chunk.type) ?? event ?? '';
    const response = record(chunk.response);
    const failure =
      type === 'error' ? (errorIn(chunk) ?? readFailure(chunk)) : (errorIn(chunk) ?? errorIn(response ?? {}));
    if (failure !== undefined) throw answerError(provider, failure, output.hasAnything());
    if (type === 'response.failed') throw answerError(provider, {}, output.hasAnything());
    if (TERMINAL.has(type)) {
      ended = response ?? {};
      break;
    }
    yield* output.add(type, chunk);
  }
  if (ended === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
  }
  yield* output.end(list(ended.output));
  const usage = usageEvent(ended, dialect);
  if (usage !== undefined) yield usage;
  yield {
    type: 'done',
    finishReason: finishReasonOf(ended, output),
    raw: output.raw(),
    model: text(ended.model),
  };
}

const TERMINAL: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.done']);
