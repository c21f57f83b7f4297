import { z } from 'zod';
import type { Message, Part, ToolCallRequest } from '../src/core/content.ts';
import { ProviderError } from '../src/core/errors.ts';
import type { ToolCall } from '../src/core/tool.ts';
import { loadPart, type PartKind } from './_parts.ts';

/**
 * Lean on purpose: these schemas stand in every client's context. What they leave open is read by `readMessages`,
 * whose errors name the path.
 */
export const promptShape = {
  prompt: z.string().optional(),
  messages: z
    .array(z.record(z.string(), z.unknown()))
    .optional()
    .describe(
      'instead of prompt: {role: system|user|assistant|tool, content: text or [{type: text|image|file|audio, text|source}], tool_calls, tool_call_id}',
    ),
  system: z.string().optional(),
  images: z.array(z.string()).optional(),
  continuation: z.string().optional().describe('of the last result'),
};

type PromptInput = {
  readonly prompt?: string | undefined;
  readonly messages?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly system?: string | undefined;
  readonly images?: readonly string[] | undefined;
  readonly files?: readonly string[] | undefined;
};

/** The caller's messages with everything loaded. `images` and `files` join the last user message. */
export async function readMessages(input: PromptInput, call: ToolCall): Promise<readonly Message[]> {
  const { prompt, messages, system, images = [], files = [] } = input;
  if ((prompt === undefined) === (messages === undefined)) {
    throw invalid('Give either `prompt` or `messages`.', prompt === undefined ? undefined : 'Not both.');
  }
  const given: Message[] =
    messages === undefined
      ? [{ role: 'user', parts: [{ type: 'text', text: prompt ?? '' }] }]
      : await Promise.all(messages.map((message, index) => readMessage(message, `messages[${index}]`, call)));
  const attachments = await Promise.all([
    ...files.map((source) => loadPart('file', source, call)),
    ...images.map((source) => loadPart('image', source, call)),
  ]);
  const instructions: Message[] =
    system === undefined ? [] : [{ role: 'system', parts: [{ type: 'text', text: system }] }];
  return [...instructions, ...attached(given, attachments)];
}

function attached(messages: readonly Message[], attachments: readonly Part[]): readonly Message[] {
  if (attachments.length === 0) return messages;
  const last = messages.findLastIndex((message) => message.role === 'user');
  if (last === -1) throw invalid('`images` and `files` need a user message to stand in.');
  // Attachments stand before the words about them, as the providers advise.
  return messages.map((message, index) =>
    index === last ? { ...message, parts: [...attachments, ...message.parts] } : message,
  );
}

async function readMessage(message: Readonly<Record<string, unknown>>, path: string, call: ToolCall): Promise<Message> {
  const parts = await readContent(message.content, `${path}.content`, call);
  const { role } = message;
  if (role === 'system' || role === 'user') return { role, parts };
  if (role === 'assistant') return { role, parts, toolCalls: readToolCalls(message.tool_calls, `${path}.tool_calls`) };
  if (role !== 'tool') throw invalid(`${path}.role must be system, user, assistant or tool.`);
  const toolCallId = message.tool_call_id;
  if (typeof toolCallId !== 'string') throw invalid(`${path}.tool_call_id is missing.`);
  const name = message.name;
  return { role, toolCallId, parts, ...(typeof name === 'string' && { name }) };
}

async function readContent(content: unknown, path: string, call: ToolCall): Promise<readonly Part[]> {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalid(`${path} must be text or a list of parts.`);
  return Promise.all(content.map((part: unknown, index) => readPart(part, `${path}[${index}]`, call)));
}

const PART_KINDS: readonly string[] = ['image', 'file', 'audio'] satisfies readonly PartKind[];
const isPartKind = (type: unknown): type is PartKind => typeof type === 'string' && PART_KINDS.includes(type);

async function readPart(part: unknown, path: string, call: ToolCall): Promise<Part> {
  const type = field(part, 'type');
  const text = field(part, 'text');
  const source = field(part, 'source');
  if (type === 'text' && typeof text === 'string') return { type, text };
  if (isPartKind(type) && typeof source === 'string') return loadPart(type, source, call);
  throw invalid(`${path} must be {type: "text", text} or {type: "image" | "file" | "audio", source}.`);
}

/** Takes `{id, name, arguments}` and the nested `{id, function: {name, arguments}}` that OpenAI clients keep. */
function readToolCalls(calls: unknown, path: string): readonly ToolCallRequest[] {
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls)) throw invalid(`${path} must be a list.`);
  return calls.map((toolCall: unknown, index) => {
    const inner = field(toolCall, 'function') ?? toolCall;
    const id = field(toolCall, 'id');
    const name = field(inner, 'name');
    const given = field(inner, 'arguments') ?? '{}';
    if (typeof id !== 'string' || typeof name !== 'string') throw invalid(`${path}[${index}] needs id and name.`);
    return { id, name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
  });
}

/** A property of something that may be no object. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

export const invalid = (message: string, hint?: string): ProviderError =>
  new ProviderError('invalid_input', { message, hint });
