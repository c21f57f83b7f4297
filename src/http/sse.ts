import { createParser } from 'eventsource-parser';
import type { ServerSentEvent } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';

/** Longest line and longest event, in UTF-16 code units. A vendor's biggest event is an inline image of some MiB. */
const LONGEST_EVENT = 16 * 1024 * 1024;

export type SseOptions = { readonly provider: string; readonly longestEvent?: number };

/** Server-sent events of a byte stream, however its bytes are split. Throws `bad_response` for an event that is too long. */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  { provider, longestEvent = LONGEST_EVENT }: SseOptions,
): AsyncGenerator<ServerSentEvent> {
  const ready: ServerSentEvent[] = [];
  let failure: string | undefined;
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ event, data }) => {
      ready.push({ event, data });
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') failure = error.message;
    },
  });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    yield* drain(ready);
    if (failure !== undefined) {
      throw new ProviderError('bad_response', { provider, message: `${provider} sent an event that is too long.` });
    }
  }
  // The standard drops a last event without its blank line; several servers end that way, and a cut one must be noticed.
  parser.feed(`${decoder.decode()}\n\n`);
  yield* drain(ready);
}

function* drain(ready: ServerSentEvent[]): Generator<ServerSentEvent> {
  for (const event of ready) yield event;
  ready.length = 0;
}
