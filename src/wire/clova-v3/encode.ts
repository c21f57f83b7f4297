import type { ChatRequest } from '../../core/chat.ts';
import type { Message, Part } from '../../core/content.ts';
import { effortFor, wantedEffort } from '../effort.ts';
import { schemaInstruction, withInstruction } from '../instruction.ts';
import { base64, fileText, isTextFile, joined, unsupportedPart } from '../media.ts';
import type { Encoded } from '../openai-chat/encode.ts';
import { defined, isJson, type Json, list } from '../read.ts';

/** The one model that thinks and takes a schema; it also names its token limit differently. */
const isReasoner = (model: string): boolean => /^HCX-007/i.test(model);

/**
 * A neutral request as the body of `POST /v3/chat-completions/{model}`. A schema excludes thinking and tools there.
 * https://api.ncloud-docs.com/docs/en/clovastudio-chatcompletionsv3
 */
export function encodeRequest(request: ChatRequest, provider: string): Encoded {
  const { model, schema } = request;
  const notes: string[] = [];
  const isNative = schema !== undefined && isReasoner(model) && !request.tools?.length;
  if (schema !== undefined && !isNative)
    notes.push('the schema was put into the prompt: this model does not take it natively');
  const instruction = schema === undefined || isNative ? undefined : schemaInstruction(schema);
  const tools = toolFields(request);
  const thinking = thinkingOf(request, isNative);
  notes.push(...tools.notes, ...thinking.notes);
  const body = defined({
    messages: encodeMessages(withInstruction(request.messages, instruction), provider),
    [isReasoner(model) ? 'maxCompletionTokens' : 'maxTokens']: request.maxTokens,
    temperature: request.temperature,
    thinking: thinking.effort === undefined ? undefined : { effort: thinking.effort },
    responseFormat: isNative ? { type: 'json', schema } : undefined,
    ...tools.fields,
  });
  return { body, notes };
}

function thinkingOf(
  { reasoning, model }: ChatRequest,
  hasSchema: boolean,
): { readonly effort?: string; readonly notes: readonly string[] } {
  const wanted = reasoning === undefined ? undefined : wantedEffort(reasoning);
  const isWish = wanted !== undefined && wanted !== 'none';
  if (!isReasoner(model)) return { notes: isWish ? ['reasoning was dropped: this model has none'] : [] };
  if (hasSchema)
    return { effort: 'none', notes: isWish ? ['reasoning was dropped: this model does not think with a schema'] : [] };
  return reasoning === undefined ? { notes: [] } : effortFor(reasoning, ['none', 'low', 'medium', 'high']);
}

function toolFields({ tools, toolChoice }: ChatRequest): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!tools?.length) return { fields: {}, notes: [] };
  const offered = tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description: description ?? name, parameters },
  }));
  if (typeof toolChoice === 'object') {
    const named = { type: 'function', function: { name: toolChoice.name } };
    return { fields: { tools: offered, toolChoice: named }, notes: [] };
  }
  if (toolChoice !== 'required') return { fields: defined({ tools: offered, toolChoice }), notes: [] };
  return {
    fields: { tools: offered, toolChoice: 'auto' },
    notes: ['tool_choice required became auto: this provider has no other'],
  };
}

function encodeMessages(messages: readonly Message[], provider: string): readonly unknown[] {
  const encode = (message: Message): readonly unknown[] => {
    switch (message.role) {
      case 'system':
        return [{ role: 'system', content: joined(message.parts, provider) }];
      case 'tool':
        return [{ role: 'tool', toolCallId: message.toolCallId, content: joined(message.parts, provider) }];
      case 'user':
        return [{ role: 'user', content: userContent(message.parts, provider) }];
      case 'assistant': {
        if (message.raw?.provider === provider) return list(message.raw.items);
        const toolCalls = message.toolCalls?.map(({ id, name, arguments: written }) => ({
          id,
          type: 'function',
          function: { name, arguments: isJson(written) ? JSON.parse(written) : {} },
        }));
        const content = joined(message.parts, provider);
        return [defined({ role: 'assistant', content, toolCalls: toolCalls?.length ? toolCalls : undefined })];
      }
    }
  };
  return messages.flatMap(encode);
}

function userContent(parts: readonly Part[], provider: string): unknown {
  if (!parts.some(({ type }) => type === 'image')) return joined(parts, provider);
  return parts.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'image') return { type: 'image_url', dataUri: { data: base64(part.media) } };
    if (part.type === 'file' && isTextFile(part)) return { type: 'text', text: fileText(part) };
    throw unsupportedPart(part, provider);
  });
}
