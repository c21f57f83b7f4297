import type { Message, ToolCallRequest } from '../../core/content.ts';
import { joined } from '../media.ts';
import { filled, isJson, type Json, list, record } from '../read.ts';

/**
 * Messages in GigaChat's form: one function call a message, its arguments an object, its result a JSON text of the role
 * `function`. Several calls of one turn become a call and its result after the other.
 */
export function encodeMessages(messages: readonly Message[], provider: string): readonly unknown[] {
  const encoded: unknown[] = [];
  const names = new Map<string, string>();
  /** Calls that have been made and not been said yet, by id. */
  const unsaid = new Map<string, ToolCallRequest>();
  for (const message of messages) {
    if (message.role === 'tool') {
      const call = unsaid.get(message.toolCallId);
      if (call !== undefined) encoded.push({ role: 'assistant', content: '', function_call: callOf(call) });
      unsaid.delete(message.toolCallId);
      const name = message.name ?? names.get(message.toolCallId);
      encoded.push({ role: 'function', ...(name === undefined ? {} : { name }), content: resultOf(message, provider) });
      continue;
    }
    if (message.role !== 'assistant') {
      encoded.push({ role: message.role, content: joined(message.parts, provider) });
      continue;
    }
    for (const call of message.toolCalls ?? []) names.set(call.id, call.name);
    if (message.raw?.provider === provider) {
      const items = list(message.raw.items);
      for (const item of items) rememberName(record(item), names);
      encoded.push(...items);
      continue;
    }
    const content = joined(message.parts, provider);
    const [first, ...others] = message.toolCalls ?? [];
    for (const call of others) unsaid.set(call.id, call);
    encoded.push({ role: 'assistant', content, ...(first === undefined ? {} : { function_call: callOf(first) }) });
  }
  return encoded;
}

function rememberName(item: Json | undefined, names: Map<string, string>): void {
  const id = filled(item?.functions_state_id);
  const name = filled(record(item?.function_call)?.name);
  if (id !== undefined && name !== undefined) names.set(id, name);
}

function callOf({ name, arguments: written }: ToolCallRequest): Json {
  return { name, arguments: isJson(written) ? JSON.parse(written) : {} };
}

/** A result that is no JSON is refused. */
function resultOf(message: Extract<Message, { role: 'tool' }>, provider: string): string {
  const said = joined(message.parts, provider);
  return record(isJson(said) ? JSON.parse(said) : undefined) === undefined ? JSON.stringify({ result: said }) : said;
}
