import type { Message, Part } from '../../core/content.ts';
import { base64, fileText, isTextFile, unsupportedPart } from '../media.ts';
import { type Json, list, record } from '../read.ts';
import { argumentsObject } from '../tool-arguments.ts';

type Turn = { readonly role: 'user' | 'assistant'; readonly content: unknown[] };

/** Messages as alternating turns; tool results come first in the turn that answers the calls. */
export function encodeMessages(messages: readonly Message[], provider: string): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = contentOf(message, provider);
    if (content.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content: [...content] });
  }
  return turns.map((turn) => (turn.role === 'user' ? { ...turn, content: resultsFirst(turn.content) } : turn));
}

const isResult = (block: unknown): boolean => record(block)?.type === 'tool_result';

const resultsFirst = (content: readonly unknown[]): unknown[] => [
  ...content.filter(isResult),
  ...content.filter((block) => !isResult(block)),
];

function contentOf(message: Exclude<Message, { role: 'system' }>, provider: string): readonly unknown[] {
  if (message.role === 'assistant') {
    if (message.raw?.provider === provider) return list(message.raw.items);
    const calls = (message.toolCalls ?? []).map((call) => ({
      type: 'tool_use',
      id: call.id,
      name: call.name,
      input: argumentsObject(call.arguments, call.name),
    }));
    return [...blocksOf(message.parts, provider), ...calls];
  }
  const blocks = blocksOf(message.parts, provider);
  if (message.role === 'user') return blocks;
  return [
    { type: 'tool_result', tool_use_id: message.toolCallId, ...(blocks.length === 0 ? {} : { content: blocks }) },
  ];
}

/** Empty text blocks are refused, so they are left out. */
const blocksOf = (parts: readonly Part[], provider: string): readonly Json[] =>
  parts.filter((part) => part.type !== 'text' || part.text !== '').map((part) => blockOf(part, provider));

const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

function blockOf(part: Part, provider: string): Json {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'image' && IMAGES.has(part.media.mimeType)) {
    return { type: 'image', source: { type: 'base64', media_type: part.media.mimeType, data: base64(part.media) } };
  }
  if (part.type === 'file' && part.media.mimeType === 'application/pdf') {
    const source = { type: 'base64', media_type: 'application/pdf', data: base64(part.media) };
    return { type: 'document', source, ...(part.media.name === undefined ? {} : { title: part.media.name }) };
  }
  if (part.type === 'file' && isTextFile(part)) return { type: 'text', text: fileText(part) };
  throw unsupportedPart(part, provider);
}
