import type { Message, Part } from '../../core/content.ts';
import { dataUrl, fileText, isTextFile, joined, unsupportedPart } from '../media.ts';
import { type Json, list, record, text } from '../read.ts';
import type { OpenAiResponsesDialect } from './dialect.ts';

export type InputContext = {
  readonly provider: string;
  readonly model: string;
  readonly dialect: OpenAiResponsesDialect;
};

/** Messages as the items of `input`. Throws `unsupported` for a part without a place. */
export const encodeInput = (messages: readonly Message[], context: InputContext): readonly unknown[] =>
  messages.flatMap((message) => itemsOf(message, context));

function itemsOf(message: Message, context: InputContext): readonly unknown[] {
  const { provider, model, dialect } = context;
  switch (message.role) {
    case 'system':
      return [{ role: dialect.systemRole?.(model) ?? 'system', content: joined(message.parts, provider) }];
    case 'user':
      return [{ role: 'user', content: contentOf(message.parts, context) }];
    case 'tool':
      return [{ type: 'function_call_output', call_id: message.toolCallId, output: contentOf(message.parts, context) }];
    case 'assistant': {
      const items = message.raw?.provider === provider ? list(message.raw.items) : [];
      if (items.length > 0 && items.every(isItem)) return items.filter((item) => canReturn(item, context));
      const words = joined(message.parts, provider);
      const calls = (message.toolCalls ?? []).map((call) => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: call.arguments,
      }));
      return words === '' ? calls : [{ role: 'assistant', content: words }, ...calls];
    }
  }
}

/** Items of this wire have a type; a message of chat completions has none. */
const isItem = (item: unknown): boolean => text(record(item)?.type) !== undefined;

/**
 * Nothing is stored, so reasoning that is no more than its id would be an item that does not exist. It only comes from
 * a model whose name does not tell that it reasons, so that its encrypted form was not asked for.
 */
function canReturn(item: unknown, { dialect, model }: InputContext): boolean {
  const reasoning = record(item);
  if (reasoning?.type !== 'reasoning' || dialect.encryptsReasoning === undefined) return true;
  const hasContent = typeof reasoning.encrypted_content === 'string' || list(reasoning.content).length > 0;
  return hasContent || dialect.encryptsReasoning(model);
}

function contentOf(parts: readonly Part[], { provider, dialect }: InputContext): unknown {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text') return first.text;
  return parts.map((part) => {
    const encoded = encodePart(part, dialect);
    if (encoded === undefined) throw unsupportedPart(part, provider);
    return encoded;
  });
}

function encodePart(part: Part, dialect: OpenAiResponsesDialect): Json | undefined {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: dataUrl(part.media), detail: 'auto' };
    case 'file':
      return isTextFile(part) ? { type: 'input_text', text: fileText(part) } : (dialect.filePart ?? openaiFile)(part);
    case 'audio':
      return undefined;
  }
}

const openaiFile: NonNullable<OpenAiResponsesDialect['filePart']> = ({ media }) =>
  media.mimeType === 'application/pdf'
    ? { type: 'input_file', filename: media.name ?? 'document.pdf', file_data: dataUrl(media) }
    : undefined;
