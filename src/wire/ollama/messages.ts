import type { Message, Part, ToolCallRequest } from '../../core/content.ts';
import { base64, joined } from '../media.ts';
import { defined, type Json, list, record, records } from '../read.ts';
import { argumentsObject } from '../tool-arguments.ts';

/** Messages as `/api/chat` takes them. Throws `unsupported` for a part without a place. */
export function encodeMessages(messages: readonly Message[], provider: string): readonly unknown[] {
  const names = new Map<string, string>();
  return messages.flatMap((message): readonly unknown[] => {
    if (message.role === 'assistant') {
      for (const call of message.toolCalls ?? []) names.set(call.id, call.name);
      const items = message.raw?.provider === provider ? list(message.raw.items) : [];
      if (items.length > 0 && items.every(isNative)) return items;
    }
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []).map(callOf) : [];
    const images = message.parts.flatMap((part) => (part.type === 'image' ? [base64(part.media)] : []));
    const isResult = message.role === 'tool';
    return [
      defined({
        role: message.role,
        content: joined(withoutImages(message.parts), provider),
        images: images.length === 0 ? undefined : images,
        tool_calls: calls.length === 0 ? undefined : calls,
        tool_name: isResult ? (message.name ?? names.get(message.toolCallId)) : undefined,
        tool_call_id: isResult ? message.toolCallId : undefined,
      }),
    ];
  });
}

/** A message of chat completions has arguments as text, which this wire refuses. */
const isNative = (item: unknown): boolean => {
  const message = record(item);
  const calls = records(message?.tool_calls);
  return (
    typeof message?.content === 'string' &&
    calls.every((call) => record(record(call.function)?.arguments) !== undefined)
  );
};

const callOf = ({ id, name, arguments: written }: ToolCallRequest): Json => ({
  id,
  function: { name, arguments: argumentsObject(written, name) },
});

/** Images travel beside the text. */
const withoutImages = (parts: readonly Part[]): readonly Part[] => parts.filter((part) => part.type !== 'image');
