import type { Answer, EventFrame, ServerSentEvent } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import { filled, isJson, record } from './read.ts';

/** A streamed answer as events, whether it came as server-sent events, as lines or in AWS's frames. */
export async function* eventsOf(answer: Answer): AsyncGenerator<ServerSentEvent> {
  if (answer.framing === 'sse') return yield* answer.events();
  if (answer.framing === 'eventstream') return yield* chunksOf(answer.frames());
  for await (const line of answer.lines()) yield { event: undefined, data: JSON.stringify(line) };
}

/** The first event, and all of them from the first on. */
export async function peeked(
  events: AsyncIterable<ServerSentEvent>,
): Promise<{ readonly first: ServerSentEvent | undefined; readonly events: AsyncIterable<ServerSentEvent> }> {
  const iterator = events[Symbol.asyncIterator]();
  const first = await iterator.next();
  const all = async function* () {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  };
  return { first: first.done ? undefined : first.value, events: all() };
}

export const isStream = (answer: Answer): boolean => ['sse', 'ndjson', 'eventstream'].includes(answer.framing);

/** The JSON of one event. Throws `bad_response`: an event that is skipped would lose text. */
export function eventJson(data: string, provider: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new ProviderError('bad_response', {
      provider,
      message: `${provider} sent an event that is not JSON.`,
      cause,
    });
  }
}

/** Bedrock wraps each event of a model's own stream: `{"bytes": base64 of the event}`. */
async function* chunksOf(frames: AsyncIterable<EventFrame>): AsyncGenerator<ServerSentEvent> {
  for await (const { payload } of frames) {
    const wrapped = new TextDecoder().decode(payload);
    const bytes = isJson(wrapped) ? filled(record(JSON.parse(wrapped))?.bytes) : undefined;
    yield { event: undefined, data: bytes === undefined ? wrapped : Buffer.from(bytes, 'base64').toString('utf8') };
  }
}
