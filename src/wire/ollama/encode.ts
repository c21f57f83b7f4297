import type { ChatRequest } from '../../core/chat.ts';
import { effortFor, NOTHING, type Spelled, wantedEffort } from '../effort.ts';
import { schemaInstruction, withInstruction } from '../instruction.ts';
import { defined, type Json } from '../read.ts';
import { contextFor } from './context.ts';
import { encodeMessages } from './messages.ts';

export type Encoded = { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };

/** A neutral request as the body of `POST /api/chat`. Throws `unsupported` for a part without a place. */
export function encodeRequest(
  request: ChatRequest,
  { provider, stream }: { readonly provider: string; readonly stream: boolean },
): Encoded {
  const thinking = thinkFor(request);
  const tools = toolFields(request);
  const context = contextFor(request);
  const notes = [...thinking.notes, ...tools.notes, ...context.notes];
  // A format binds all that the model writes, so that it could call no tool.
  const isInPrompt = request.schema !== undefined && tools.fields.tools !== undefined;
  if (isInPrompt) notes.push('the schema was put into the prompt: this provider does not take it beside tools');
  const instruction = isInPrompt && request.schema !== undefined ? schemaInstruction(request.schema) : undefined;
  const options = defined({
    num_ctx: context.size,
    temperature: request.temperature,
    num_predict: request.maxTokens,
  });
  const body = defined({
    model: request.model,
    messages: encodeMessages(withInstruction(request.messages, instruction), provider),
    ...tools.fields,
    format: isInPrompt ? undefined : request.schema,
    options: Object.keys(options).length === 0 ? undefined : options,
    ...thinking.fields,
    // It streams unless it is told not to.
    stream,
  });
  return { body, notes };
}

/** gpt-oss takes levels and cannot be silenced; every other model is on or off. */
function thinkFor({ model, reasoning }: ChatRequest): Spelled {
  if (reasoning === undefined) return NOTHING;
  if (/gpt-oss/.test(model)) {
    const { effort, notes } = effortFor(reasoning, ['low', 'medium', 'high']);
    return { fields: defined({ think: effort }), notes };
  }
  const wanted = wantedEffort(reasoning);
  if (wanted === undefined) return NOTHING;
  const notes = wanted === 'none' ? [] : [`reasoning effort ${wanted} became on: this model only knows on and off`];
  return { fields: { think: wanted !== 'none' }, notes };
}

function toolFields({ tools, toolChoice }: ChatRequest): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!tools?.length || toolChoice === 'none') return { fields: {}, notes: [] };
  const isNamed = typeof toolChoice === 'object';
  const offered = isNamed ? tools.filter(({ name }) => name === toolChoice.name) : tools;
  const fields = {
    tools: offered.map(({ name, description, parameters }) => ({
      type: 'function',
      function: defined({ name, description, parameters: { type: 'object', properties: {}, ...parameters } }),
    })),
  };
  if (isNamed)
    return { fields, notes: [`only ${toolChoice.name} was offered: this provider cannot be forced to call it`] };
  return {
    fields,
    notes: toolChoice === 'required' ? ['tool_choice required became auto: this provider has no other'] : [],
  };
}
