import type { ChatEvent } from '../../core/chat.ts';
import type { ServerSentEvent } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { answerError } from '../../http/errors.ts';
import { eventJson } from '../frames.ts';
import { count, filled, type Json, record, text } from '../read.ts';
import { errorIn, finishReasonOf, usageOf } from './message.ts';
import { createStreamedMessage } from './streamed-message.ts';
import { eventsOfV1 } from './v1.ts';

/**
 * The events of a streamed answer. It is complete with `message-end`; a stream that ends before is `bad_response`, an
 * error inside it is that error.
 */
export async function* decodeStream(
  events: AsyncIterable<ServerSentEvent>,
  provider: string,
): AsyncGenerator<ChatEvent> {
  const message = createStreamedMessage();
  let end: Json | undefined;
  reading: for await (const { data } of events) {
    if (data.trim() === '' || data.trim() === '[DONE]') continue;
    for (const event of eventsOfV1(record(eventJson(data, provider)) ?? {})) {
      const failure = errorIn(event);
      if (failure !== undefined) throw answerError(provider, failure, message.hasAnything());
      if (event.type === 'message-end') {
        end = record(event.delta) ?? {};
        break reading;
      }
      yield* message.add(text(event.type) ?? '', count(event.index) ?? 0, record(record(event.delta)?.message) ?? {});
    }
  }
  if (end === undefined) {
    throw new ProviderError('bad_response', { provider, message: `${provider} cut its answer off.`, processed: true });
  }
  const usage = usageOf(end.usage);
  if (usage !== undefined) yield { type: 'usage', usage };
  yield {
    type: 'done',
    finishReason: finishReasonOf(filled(end.finish_reason), message.hasCalls()),
    raw: [message.finished()],
  };
}
