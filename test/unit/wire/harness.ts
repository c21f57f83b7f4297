import type { ChatEvent, ChatResult } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import type { ServerSentEvent } from '../../../src/core/endpoint.ts';
import { collectChat } from '../../../src/wire/collect-chat.ts';

export const user = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] });
export const system = (text: string): Message => ({ role: 'system', parts: [{ type: 'text', text }] });

/** Events as an endpoint hands them out. Texts stay as they are, objects become JSON. */
export async function* sse(...data: readonly unknown[]): AsyncGenerator<ServerSentEvent> {
  for (const item of data) yield { event: undefined, data: typeof item === 'string' ? item : JSON.stringify(item) };
}

export const collect = (
  events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>,
  provider = 'acme',
): Promise<ChatResult> => collectChat(events, { provider });
