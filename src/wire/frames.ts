import type { Answer, ServerSentEvent } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';

/** A streamed answer as events, whether it came as server-sent events or as lines. */
export async function* eventsOf(answer: Answer): AsyncGenerator<ServerSentEvent> {
  if (answer.framing === 'sse') return yield* answer.events();
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

export const isStream = (answer: Answer): boolean => answer.framing === 'sse' || answer.framing === 'ndjson';

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
