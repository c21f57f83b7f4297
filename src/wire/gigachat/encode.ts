import type { ChatRequest } from '../../core/chat.ts';
import { schemaInstruction, withInstruction } from '../instruction.ts';
import type { Encoded } from '../openai-chat/encode.ts';
import { defined, type Json } from '../read.ts';
import { encodeMessages } from './messages.ts';

/** A neutral request as the body of GigaChat's `POST /chat/completions`. Throws `unsupported` for media. */
export function encodeRequest(request: ChatRequest, provider: string, stream: boolean): Encoded {
  const { schema } = request;
  const tools = toolFields(request);
  const notes = [...tools.notes];
  if (schema !== undefined) notes.push('the schema was put into the prompt: this model does not take it natively');
  if (request.reasoning !== undefined) notes.push('reasoning options were dropped: this provider documents none');
  const instruction = schema === undefined ? undefined : schemaInstruction(schema);
  const body = defined({
    model: request.model,
    messages: encodeMessages(withInstruction(request.messages, instruction), provider),
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    ...tools.fields,
    stream: stream ? true : undefined,
  });
  return { body, notes };
}

function toolFields({ tools, toolChoice }: ChatRequest): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!tools?.length) return { fields: {}, notes: [] };
  const functions = tools.map(({ name, description, parameters }) => defined({ name, description, parameters }));
  if (typeof toolChoice === 'object')
    return { fields: { functions, function_call: { name: toolChoice.name } }, notes: [] };
  if (toolChoice !== 'required')
    return { fields: defined({ functions, function_call: toolChoice ?? 'auto' }), notes: [] };
  const [only] = tools;
  if (tools.length === 1 && only !== undefined)
    return { fields: { functions, function_call: { name: only.name } }, notes: [] };
  return {
    fields: { functions, function_call: 'auto' },
    notes: ['tool_choice required became auto: this provider has no other'],
  };
}
