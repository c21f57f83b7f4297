import type { ChatRequest } from '../../core/chat.ts';
import { NOTHING, type Spelled, wantedBudget, wantedEffort } from '../effort.ts';
import { schemaInstruction, withInstruction } from '../instruction.ts';
import { defined, type Json } from '../read.ts';
import { encodeMessages } from './messages.ts';

export type Encoded = { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };

/** A neutral request as the body of `POST /chat`. Throws `unsupported` for a part without a place. */
export function encodeRequest(
  request: ChatRequest,
  { provider, stream }: { readonly provider: string; readonly stream: boolean },
): Encoded {
  const { model, schema } = request;
  const thinking = thinkingFor(request);
  const tools = toolFields(request);
  const notes = [...thinking.notes, ...tools.notes];
  const isInPrompt = schema !== undefined && tools.fields.tools !== undefined;
  if (isInPrompt) notes.push('the schema was put into the prompt: this provider does not take it beside tools');
  const instruction = isInPrompt ? schemaInstruction(schema) : undefined;
  const body = defined({
    model,
    messages: encodeMessages(withInstruction(request.messages, instruction), provider),
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    ...tools.fields,
    response_format: schema === undefined || isInPrompt ? undefined : { type: 'json_object', json_schema: schema },
    ...thinking.fields,
    stream,
  });
  return { body, notes };
}

/** A switch with a budget, for the models that think. */
function thinkingFor({ model, reasoning }: ChatRequest): Spelled {
  const wanted = reasoning === undefined ? undefined : wantedEffort(reasoning);
  if (reasoning === undefined || wanted === undefined) return NOTHING;
  if (!/reasoning|command-a-plus/.test(model)) {
    return { fields: {}, notes: wanted === 'none' ? [] : ['reasoning was dropped: this model has none'] };
  }
  if (wanted === 'none') return { fields: { thinking: { type: 'disabled' } }, notes: [] };
  return { fields: { thinking: { type: 'enabled', token_budget: wantedBudget(reasoning) } }, notes: [] };
}

function toolFields({ tools, toolChoice }: ChatRequest): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!tools?.length) return { fields: {}, notes: [] };
  const isNamed = typeof toolChoice === 'object';
  const offered = (isNamed ? tools.filter(({ name }) => name === toolChoice.name) : tools).map(
    ({ name, description, parameters }) => ({
      type: 'function',
      function: defined({ name, description, parameters: { type: 'object', properties: {}, ...parameters } }),
    }),
  );
  const choice = isNamed || toolChoice === 'required' ? 'REQUIRED' : toolChoice === 'none' ? 'NONE' : undefined;
  return {
    fields: defined({ tools: offered, tool_choice: choice }),
    notes: isNamed ? [`only ${toolChoice.name} was offered: this provider cannot be told which tool to call`] : [],
  };
}
