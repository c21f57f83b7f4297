import type { ChatEvent } from '../../core/chat.ts';
import type { Answer, ServerSentEvent } from '../../core/endpoint.ts';
import { eventsOf, isStream, peeked } from '../frames.ts';
import { record } from '../read.ts';
import { type DecodeContext, decodeResponse } from './decode.ts';
import { decodeStream } from './stream.ts';

/** An answer to a request of another wire: decoded when it has the shape of chat completions, else as it came. */
export type ChatLike = {
  readonly chat?: AsyncIterable<ChatEvent> | Iterable<ChatEvent>;
  /** Every event of a stream in another shape. */
  readonly events?: AsyncIterable<ServerSentEvent>;
  /** The body in another shape. */
  readonly body?: unknown;
};

/** Servers that only speak chat completions stand in for others; what came shows which it was. */
export async function decodeChatLike(answer: Answer, context: DecodeContext): Promise<ChatLike> {
  if (!isStream(answer)) {
    const body = await answer.json();
    return isChat(body) ? { chat: decodeResponse(body, context) } : { body };
  }
  const { first, events } = await peeked(eventsOf(answer));
  return isChat(parsed(first?.data)) ? { chat: decodeStream(events, context) } : { events };
}

const isChat = (value: unknown): boolean => {
  const body = record(value);
  return Array.isArray(body?.choices) || String(body?.object).startsWith('chat.completion');
};

/** Broken JSON is the decoder's to report. */
function parsed(data: string | undefined): unknown {
  try {
    return JSON.parse(data ?? '');
  } catch {
    return undefined;
  }
}
