import type { ChatRequest } from '../../core/chat.ts';
import { NOTHING, wantedEffort } from '../effort.ts';
import { isStrictSchema } from '../openai-chat/strict-schema.ts';
import { defined, type Json } from '../read.ts';
import type { OpenAiResponsesDialect } from './dialect.ts';
import { encodeInput } from './input.ts';

export type Encoded = { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };
export type EncodeContext = {
  readonly provider: string;
  readonly stream: boolean;
  readonly dialect: OpenAiResponsesDialect;
};

/** A neutral request as the body of `POST /responses`. Throws `unsupported` for a part without a place. */
export function encodeRequest(request: ChatRequest, { provider, stream, dialect }: EncodeContext): Encoded {
  const { model, schema } = request;
  const notes: string[] = [];
  const reasoning =
    request.reasoning === undefined ? NOTHING : (dialect.reasoning?.(request.reasoning, model) ?? NOTHING);
  notes.push(...reasoning.notes);
  if (request.reasoning !== undefined && dialect.reasoning === undefined) notes.push('reasoning options were dropped');

  const effort = request.reasoning === undefined ? undefined : wantedEffort(request.reasoning);
  let { temperature, maxTokens } = request;
  if (temperature !== undefined && dialect.refusesSampling?.(model, effort)) {
    notes.push('temperature was dropped: this model refuses it');
    temperature = undefined;
  }
  const least = dialect.leastOutputTokens ?? 1;
  if (maxTokens !== undefined && maxTokens < least) {
    notes.push(`max_tokens ${maxTokens} became ${least}, the least this provider takes`);
    maxTokens = least;
  }
  const tools = toolFields(request, dialect);
  notes.push(...tools.notes);
  const format =
    schema === undefined ? undefined : { type: 'json_schema', name: 'answer', schema, strict: isStrictSchema(schema) };
  const body = defined({
    model,
    input: encodeInput(request.messages, { provider, model, dialect }),
    // The conversation travels with the caller; nothing of it stays behind.
    store: false,
    include: dialect.encryptsReasoning?.(model) ? ['reasoning.encrypted_content'] : undefined,
    max_output_tokens: maxTokens,
    temperature,
    ...tools.fields,
    text: format === undefined ? undefined : { format },
    ...reasoning.fields,
    stream: stream ? true : undefined,
  });
  return { body, notes };
}

function toolFields(
  { tools, toolChoice }: ChatRequest,
  dialect: OpenAiResponsesDialect,
): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!tools?.length) return { fields: {}, notes: [] };
  const offered = tools.map(({ name, description, parameters }) =>
    defined({
      type: 'function',
      name,
      description,
      // A schema without properties is refused; without `strict` it would be rewritten to a strict one.
      parameters: { type: 'object', properties: {}, ...parameters },
      strict: false,
    }),
  );
  if (toolChoice === 'none' && dialect.choosesTools === false) {
    return { fields: {}, notes: ['the tools were left out: this provider cannot be told not to call them'] };
  }
  if (toolChoice !== undefined && toolChoice !== 'auto' && dialect.choosesTools === false) {
    return {
      fields: { tools: offered, tool_choice: 'auto' },
      notes: ['tool_choice became auto: this provider has no other'],
    };
  }
  const choice = typeof toolChoice === 'object' ? { type: 'function', name: toolChoice.name } : toolChoice;
  return { fields: defined({ tools: offered, tool_choice: choice }), notes: [] };
}
