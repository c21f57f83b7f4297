import type { ChatRequest } from '../../core/chat.ts';
import { textOf } from '../../core/content.ts';
import { claudeSchema } from '../anthropic-messages/schema.ts';
import { temperatureFor } from '../anthropic-messages/temperature.ts';
import { schemaInstruction } from '../instruction.ts';
import { defined, type Json } from '../read.ts';
import { encodeMessages, toolNamesIn } from './messages.ts';
import { reasoningWay, schemaWay } from './model.ts';
import { type Reasoning, reasoningFor } from './reasoning.ts';
import { ANSWER_TOOL } from './structured.ts';

export type Encoded = {
  readonly body: Json;
  readonly notes: readonly string[];
  /** The structured answer comes as the arguments of `ANSWER_TOOL`. */
  readonly answersByTool: boolean;
};

/** A neutral request as the body of Converse. Throws `unsupported` for a part without a place. */
export function encodeRequest(request: ChatRequest, provider: string): Encoded {
  const reasoning = reasoningFor(request);
  const notes = [...reasoning.notes];
  const system = request.messages.flatMap((message) => {
    const text = message.role === 'system' ? textOf(message.parts) : '';
    return text === '' ? [] : [text];
  });
  const structured = structuredOutput(request, reasoning);
  if (structured.instruction !== undefined) {
    system.push(structured.instruction);
    notes.push('the schema was put into the prompt: this model does not take it natively');
  }
  const sampling = temperature(request, reasoning);
  const tools = toolConfig(request, reasoning);
  notes.push(...sampling.notes, ...tools.notes);
  const inferenceConfig = defined({ maxTokens: reasoning.maxTokens, temperature: sampling.temperature });
  const body = defined({
    messages: encodeMessages(request.messages, { model: request.model, provider }),
    system: system.length === 0 ? undefined : system.map((text) => ({ text })),
    inferenceConfig: filledOnly(inferenceConfig),
    toolConfig: structured.toolConfig ?? tools.config,
    outputConfig: structured.outputConfig,
    additionalModelRequestFields: filledOnly(reasoning.fields),
  });
  return { body, notes, answersByTool: structured.toolConfig !== undefined };
}

const filledOnly = (fields: Json): Json | undefined => (Object.keys(fields).length === 0 ? undefined : fields);

function temperature(
  request: ChatRequest,
  { isThinking }: Reasoning,
): { readonly temperature?: number; readonly notes: readonly string[] } {
  const way = reasoningWay(request.model);
  if (way.kind === 'claude') return temperatureFor(request.temperature, way.traits, isThinking);
  return { temperature: request.temperature, notes: [] };
}

type Structured = { readonly outputConfig?: Json; readonly toolConfig?: Json; readonly instruction?: string };

function structuredOutput({ schema, model, tools, messages }: ChatRequest, { isThinking }: Reasoning): Structured {
  if (schema === undefined) return {};
  const way = schemaWay(model, isThinking);
  if (way === 'native') {
    const taken = reasoningWay(model).kind === 'claude' ? claudeSchema(schema) : schema;
    const jsonSchema = { name: 'answer', schema: JSON.stringify(taken) };
    return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
  }
  // Beside other tools, a tool that must be called would be the only one that ever is.
  const isAlone = !tools?.length && toolNamesIn(messages).length === 0;
  if (way === 'prompt' || !isAlone || schema.type !== 'object') return { instruction: schemaInstruction(schema) };
  return {
    toolConfig: {
      tools: [toolSpec({ name: ANSWER_TOOL, description: 'Gives the answer.', parameters: schema })],
      toolChoice: { tool: { name: ANSWER_TOOL } },
    },
  };
}

const toolSpec = ({ name, description, parameters }: NonNullable<ChatRequest['tools']>[number]): Json => ({
  toolSpec: defined({ name, description: description || undefined, inputSchema: { json: withType(parameters) } }),
});

const withType = (schema: Json): Json => ({ type: 'object', ...schema });

type Tools = { readonly config?: Json; readonly notes: readonly string[] };

function toolConfig({ model, tools = [], toolChoice, messages }: ChatRequest, { isThinking }: Reasoning): Tools {
  // Calls in the history are refused without a tool of their name, even when none is offered now.
  const past = toolNamesIn(messages);
  if (toolChoice === 'none' || tools.length === 0) {
    if (past.length === 0) return { notes: [] };
    const kept = past.map(
      (name) => tools.find((tool) => tool.name === name) ?? { name, parameters: { type: 'object' } },
    );
    const notes = toolChoice === 'none' ? ['tool_choice none became auto: earlier calls need their tools'] : [];
    return { config: { tools: kept.map(toolSpec) }, notes };
  }
  const offered = { tools: tools.map(toolSpec) };
  if (toolChoice === undefined) return { config: offered, notes: [] };
  if (toolChoice === 'auto') return { config: { ...offered, toolChoice: { auto: {} } }, notes: [] };
  const way = reasoningWay(model);
  if (way.kind === 'claude' && (way.traits.refusesForcedTools || isThinking)) {
    const notes = ['tool_choice became auto: this model cannot be forced to call a tool'];
    return { config: { ...offered, toolChoice: { auto: {} } }, notes };
  }
  const choice = toolChoice === 'required' ? { any: {} } : { tool: { name: toolChoice.name } };
  return { config: { ...offered, toolChoice: choice }, notes: [] };
}
