import type { Message } from '../../core/content.ts';
import { mistralCallId } from '../openai-chat/mistral-ids.ts';
import { filled, type Json, record, records } from '../read.ts';
import { argumentsObject } from '../tool-arguments.ts';
import { isMistral, takesThoughtsBack } from './model.ts';
import { createPartEncoder, type PartEncoder } from './parts.ts';

type Context = { readonly model: string; readonly provider: string };
type Turn = { readonly role: 'user' | 'assistant'; readonly content: Json[] };
type Said = Exclude<Message, { role: 'system' }>;

/** Messages as alternating turns. The results of tools come first in the turn that answers the calls. */
export function encodeMessages(messages: readonly Message[], context: Context): readonly Turn[] {
  const turns: Turn[] = [];
  const encodeParts = createPartEncoder(context.provider);
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = contentOf(message, context, encodeParts);
    if (content.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content: [...content] });
  }
  return turns.map((turn) => (turn.role === 'user' ? { ...turn, content: ordered(turn.content) } : turn));
}

/** Results first; a document is refused without a text beside it. */
function ordered(content: readonly Json[]): Json[] {
  const results = content.filter((block) => block.toolResult !== undefined);
  const others = content.filter((block) => block.toolResult === undefined);
  const isBare = others.some((block) => block.document !== undefined) && !others.some((block) => filled(block.text));
  return [...results, ...others, ...(isBare ? [{ text: 'The document is attached.' }] : [])];
}

function contentOf(message: Said, { model, provider }: Context, encodeParts: PartEncoder): readonly Json[] {
  const callId = isMistral(model) ? mistralCallId : (id: string): string => id;
  if (message.role === 'user') return encodeParts(message.parts);
  if (message.role === 'tool') {
    const content = encodeParts(message.parts);
    // A result has to hold something.
    const result = content.length === 0 ? [{ json: {} }] : content;
    return [{ toolResult: { toolUseId: callId(message.toolCallId), content: result } }];
  }
  if (message.raw?.provider === provider) {
    return records(message.raw.items)
      .filter((block) => block.reasoningContent === undefined || takesThoughtsBack(model))
      .map((block) => withCallId(block, callId));
  }
  const calls = (message.toolCalls ?? []).map(({ id, name, arguments: written }) => ({
    toolUse: { toolUseId: callId(id), name, input: argumentsObject(written, name) },
  }));
  return [...encodeParts(message.parts), ...calls];
}

function withCallId(block: Json, callId: (id: string) => string): Json {
  const call = record(block.toolUse);
  const id = filled(call?.toolUseId);
  return id === undefined ? block : { ...block, toolUse: { ...call, toolUseId: callId(id) } };
}

/** The tools that earlier turns called, each once. Tools of the service itself need no offer. */
export function toolNamesIn(messages: readonly Message[]): readonly string[] {
  const names = messages.flatMap((message) => {
    if (message.role !== 'assistant') return [];
    const raw = records(message.raw?.items)
      .map((block) => record(block.toolUse))
      .map((call) => (call?.type === 'server_tool_use' ? undefined : filled(call?.name)));
    return [...(message.toolCalls ?? []).map(({ name }) => name), ...raw.filter((name) => name !== undefined)];
  });
  return [...new Set(names)];
}
