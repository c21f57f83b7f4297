import type { Message, Part } from '../../core/content.ts';
import { dataUrl, joined } from '../media.ts';
import { defined, type Json, list, record } from '../read.ts';

/** Messages as `/chat` takes them. Throws `unsupported` for a part without a place. */
export const encodeMessages = (messages: readonly Message[], provider: string): readonly unknown[] =>
  messages.flatMap((message) => encodeMessage(message, provider));

function encodeMessage(message: Message, provider: string): readonly unknown[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: joined(message.parts, provider) }];
    case 'user':
      return [{ role: 'user', content: userContent(message.parts, provider) }];
    case 'tool':
      return [{ role: 'tool', tool_call_id: message.toolCallId, content: joined(message.parts, provider) }];
    case 'assistant': {
      const items = message.raw?.provider === provider ? list(message.raw.items) : [];
      if (items.length > 0 && items.every(isNative)) return items;
      const words = joined(message.parts, provider);
      const calls = (message.toolCalls ?? []).map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      }));
      return [
        defined({
          role: 'assistant',
          content: words === '' && calls.length > 0 ? undefined : words,
          tool_calls: calls.length === 0 ? undefined : calls,
        }),
      ];
    }
  }
}

/** A message of chat completions shows reasoning in fields that this wire refuses. */
const isNative = (item: unknown): boolean => {
  const message = record(item);
  return message?.reasoning_content === undefined && message?.reasoning === undefined && message?.content !== null;
};

function userContent(parts: readonly Part[], provider: string): unknown {
  if (!parts.some((part) => part.type === 'image')) return joined(parts, provider);
  return parts.map(
    (part): Json =>
      part.type === 'image'
        ? { type: 'image_url', image_url: { url: dataUrl(part.media) } }
        : { type: 'text', text: joined([part], provider) },
  );
}
