import type { ChatRequest } from '../../core/chat.ts';
import type { Message, Part } from '../../core/content.ts';
import { NOTHING, wantedEffort } from '../effort.ts';
import { schemaInstruction, withInstruction } from '../instruction.ts';
import { audioFormat, base64, dataUrl, fileText, isTextFile, joined, unsupportedPart } from '../media.ts';
import { defined, type Json, list, record, records } from '../read.ts';
import type { OpenAiChatDialect } from './dialect.ts';
import { isStrictSchema } from './strict-schema.ts';
import { toolFields } from './tools.ts';

export type Encoded = { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };
export type EncodeContext = {
  readonly provider: string;
  readonly stream: boolean;
  readonly dialect: OpenAiChatDialect;
};

/** A neutral request as the body of `POST /chat/completions`. Throws `unsupported` for a part without a place. */
export function encodeRequest(request: ChatRequest, context: EncodeContext): Encoded {
  const { dialect } = context;
  const { model } = request;
  const notes: string[] = [];
  const reasoning =
    request.reasoning === undefined ? NOTHING : (dialect.reasoning?.(request.reasoning, model) ?? NOTHING);
  notes.push(...reasoning.notes);
  if (request.reasoning !== undefined && dialect.reasoning === undefined) notes.push('reasoning options were dropped');

  const structured = structuredOutput(request, dialect);
  notes.push(...structured.notes);
  const canStream =
    context.stream &&
    (structured.format === undefined || dialect.streamsSchema !== false) &&
    dialect.streams?.(Boolean(request.tools?.length)) !== false;
  const effort = request.reasoning === undefined ? undefined : wantedEffort(request.reasoning);
  let { temperature } = request;
  if (temperature !== undefined && dialect.refusesSampling?.(model, effort)) {
    notes.push('temperature was dropped: this model refuses it');
    temperature = undefined;
  }
  const { maxTokens: wanted } = request;
  const maxTokens = wanted === undefined ? undefined : Math.min(wanted, dialect.mostTokens ?? wanted);
  if (maxTokens !== wanted) notes.push(`max_tokens became ${maxTokens}, the most this provider takes`);
  const tools = toolFields(request, context.provider, dialect);
  notes.push(...tools.notes);
  const body = defined({
    model,
    messages: encodeMessages(withInstruction(request.messages, structured.instruction), request.model, context),
    [dialect.tokenLimit?.(model) ?? 'max_tokens']: maxTokens,
    temperature,
    ...tools.fields,
    response_format: structured.format,
    ...dialect.always?.(model),
    ...reasoning.fields,
    ...(canStream ? { stream: true, ...(dialect.streamUsage ? { stream_options: { include_usage: true } } : {}) } : {}),
  });
  return { body, notes };
}

type Structured = { readonly format?: Json; readonly instruction?: string; readonly notes: readonly string[] };

function structuredOutput({ schema, model, tools }: ChatRequest, dialect: OpenAiChatDialect): Structured {
  if (schema === undefined) return { notes: [] };
  const kind = dialect.structured?.(model, Boolean(tools?.length)) ?? 'json_schema';
  if (kind === 'json_schema') {
    return { format: (dialect.schemaFormat ?? openaiFormat)(schema), notes: [] };
  }
  return {
    ...(kind === 'json_object' ? { format: { type: 'json_object' } } : {}),
    instruction: schemaInstruction(schema),
    notes: ['the schema was put into the prompt: this model does not take it natively'],
  };
}

const openaiFormat = (schema: Json): Json => ({
  type: 'json_schema',
  json_schema: { name: 'answer', schema, strict: isStrictSchema(schema) },
});

function encodeMessages(messages: readonly Message[], model: string, context: EncodeContext): readonly unknown[] {
  const { dialect, provider } = context;
  const callId = (id: string): string => dialect.toolCallId?.(id) ?? id;
  const encode = (message: Message): readonly unknown[] => {
    switch (message.role) {
      case 'system':
        return [{ role: dialect.systemRole?.(model) ?? 'system', content: joined(message.parts, provider) }];
      case 'user':
        return [{ role: 'user', content: userContent(message.parts, model, context) }];
      case 'tool':
        return [{ role: 'tool', tool_call_id: callId(message.toolCallId), content: joined(message.parts, provider) }];
      case 'assistant': {
        if (message.raw?.provider === provider) return list(message.raw.items).map((item) => replayed(item, dialect));
        const text = joined(message.parts, provider);
        const calls = message.toolCalls?.map((call, index) => ({
          ...(dialect.numbersToolCalls ? { index } : {}),
          id: callId(call.id),
          type: 'function',
          function: { name: call.name, arguments: call.arguments },
        }));
        const content = text === '' && calls?.length ? silenceOf(dialect) : text;
        return [
          defined({
            role: 'assistant',
            content,
            tool_calls: calls?.length ? calls : undefined,
            ...dialect.assistantFields?.(model),
          }),
        ];
      }
    }
  };
  return messages.flatMap(encode);
}

const silenceOf = ({ nullableContent }: OpenAiChatDialect): '' | null => (nullableContent === false ? '' : null);

/** A message of the server's own goes back as it came, but for what it says and does not take. */
function replayed(item: unknown, dialect: OpenAiChatDialect): unknown {
  const message = record(item);
  if (message === undefined) return item;
  const calls = dialect.numbersToolCalls ? records(message.tool_calls) : [];
  return {
    ...message,
    ...(message.content === null ? { content: silenceOf(dialect) } : {}),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map((call, index) => ({ index, ...call })) }),
  };
}

function userContent(parts: readonly Part[], model: string, { dialect, provider }: EncodeContext): unknown {
  const isPlain = parts.every((part) => part.type === 'text' || (part.type === 'file' && isTextFile(part)));
  if (isPlain && (parts.length <= 1 || dialect.contentParts?.(model) === false)) return joined(parts, provider);
  return parts.map((part) => {
    const encoded = encodePart(part, dialect);
    if (encoded === undefined) throw unsupportedPart(part, provider);
    return encoded;
  });
}

function encodePart(part: Part, dialect: OpenAiChatDialect): Json | undefined {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: { url: dataUrl(part.media) } };
    case 'file':
      return isTextFile(part) ? { type: 'text', text: fileText(part) } : (dialect.filePart ?? openaiFile)(part);
    case 'audio':
      return (dialect.audioPart ?? openaiAudio)(part);
  }
}

const openaiFile: NonNullable<OpenAiChatDialect['filePart']> = ({ media }) =>
  media.mimeType === 'application/pdf'
    ? { type: 'file', file: { filename: media.name ?? 'document.pdf', file_data: dataUrl(media) } }
    : undefined;

const openaiAudio: NonNullable<OpenAiChatDialect['audioPart']> = ({ media }) => {
  const format = audioFormat(media);
  return format === undefined ? undefined : { type: 'input_audio', input_audio: { data: base64(media), format } };
};
