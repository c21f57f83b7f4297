import type { Message, Part } from '../../core/content.ts';
import { ProviderError } from '../../core/errors.ts';
import { base64, fileText, isTextFile, unsupportedPart } from '../media.ts';
import { filled, type Json, record, records } from '../read.ts';
import { argumentsObject } from '../tool-arguments.ts';
import { needsSignatures } from './generation.ts';

/** Google's documented stand-in for a signature that was lost. */
const NO_SIGNATURE = 'skip_thought_signature_validator';

type Content = { readonly role: 'user' | 'model'; readonly parts: unknown[] };
type KnownCall = { readonly name: string; readonly hasId: boolean };

/** Messages as alternating contents. Raw parts of the same provider go back as they came. */
export function encodeContents(messages: readonly Message[], model: string, provider: string): readonly Content[] {
  const contents: Content[] = [];
  const calls = new Map<string, KnownCall>();
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = partsOf(message, { model, provider, calls });
    if (parts.length === 0) continue;
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts: [...parts] });
  }
  return contents;
}

type Context = { readonly model: string; readonly provider: string; readonly calls: Map<string, KnownCall> };

function partsOf(message: Exclude<Message, { role: 'system' }>, context: Context): readonly unknown[] {
  if (message.role === 'user') return message.parts.map((part) => encodePart(part, context.provider));
  if (message.role === 'tool') return [functionResponse(message, context)];
  for (const { id, name } of message.toolCalls ?? []) context.calls.set(id, { name, hasId: false });
  if (message.raw?.provider !== context.provider) {
    const texts = message.parts.filter((part) => part.type !== 'text' || part.text !== '');
    const calls = (message.toolCalls ?? []).map((call, index) => ({
      functionCall: { name: call.name, args: argumentsObject(call.arguments, call.name) },
      ...(index === 0 && needsSignatures(context.model) ? { thoughtSignature: NO_SIGNATURE } : {}),
    }));
    return [...texts.map((part) => encodePart(part, context.provider)), ...calls];
  }
  const parts = records(message.raw.items);
  for (const part of parts) {
    const call = record(part.functionCall);
    const id = filled(call?.id);
    if (id !== undefined) context.calls.set(id, { name: filled(call?.name) ?? '', hasId: true });
  }
  return parts;
}

/** Responses are matched by name; the id goes along only where the call itself had one. */
function functionResponse(message: Extract<Message, { role: 'tool' }>, { calls, provider }: Context): Json {
  const call = calls.get(message.toolCallId);
  const name = message.name ?? call?.name;
  if (name === undefined) {
    throw new ProviderError('invalid_input', {
      provider,
      message: `No earlier tool call has the id ${message.toolCallId}.`,
      hint: 'Send the assistant message with its tool calls, or name the tool in its result.',
      processed: false,
    });
  }
  const media = message.parts.find((part) => part.type !== 'text');
  if (media !== undefined) throw unsupportedPart(media, provider);
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return {
    functionResponse: { ...(call?.hasId ? { id: message.toolCallId } : {}), name, response: responseOf(text) },
  };
}

function responseOf(text: string): Json {
  try {
    return record(JSON.parse(text)) ?? { result: JSON.parse(text) };
  } catch {
    return { result: text };
  }
}

function encodePart(part: Part, provider: string): Json {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'file' && isTextFile(part)) return { text: fileText(part) };
  const { mimeType } = part.media;
  if (part.type === 'file' && !/^(application\/pdf|image\/|audio\/|video\/)/.test(mimeType))
    throw unsupportedPart(part, provider);
  return { inlineData: { mimeType, data: base64(part.media) } };
}
