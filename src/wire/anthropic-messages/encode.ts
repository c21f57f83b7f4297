import type { ChatRequest } from '../../core/chat.ts';
import { textOf } from '../../core/content.ts';
import { schemaInstruction } from '../instruction.ts';
import { defined, type Json } from '../read.ts';
import { type ClaudeTraits, claudeTraits } from './claude.ts';
import { encodeMessages } from './messages.ts';
import { claudeSchema } from './schema.ts';
import { temperatureFor } from './temperature.ts';
import { thinkingFor } from './thinking.ts';

/** What differs between the servers that speak Anthropic's messages. */
export type AnthropicMessagesDialect = {
  /** Below the base URL; default `/messages`. */
  readonly path?: string | ((model: string, stream: boolean) => string);
  /** Fields of every body. */
  readonly fields?: Json;
  /** What of `model` and `stream` the path says instead of the body. */
  readonly inPath?: readonly ('model' | 'stream')[];
  /** What a model can do; default by Claude's generations. */
  readonly traits?: (model: string) => ClaudeTraits;
};

export type Encoded = { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };

/** A neutral request as the body of `POST /messages`. Throws `unsupported` for a part without a place. */
export function encodeRequest(
  request: ChatRequest,
  context: { readonly provider: string; readonly stream: boolean; readonly dialect: AnthropicMessagesDialect },
): Encoded {
  const { dialect } = context;
  const traits = (dialect.traits ?? claudeTraits)(request.model);
  const thinking = thinkingFor(request.reasoning, request.maxTokens, traits);
  const notes = [...thinking.notes];
  const isThinking = thinking.thinking !== undefined && thinking.thinking.type !== 'disabled';

  const system = request.messages.flatMap((message) => (message.role === 'system' ? [textOf(message.parts)] : []));
  const isNative = request.schema !== undefined && traits.hasSchemas;
  if (request.schema !== undefined && !isNative) {
    system.push(schemaInstruction(request.schema));
    notes.push('the schema was put into the prompt: this model does not take it natively');
  }
  const tools = toolFields(request, traits, isThinking);
  notes.push(...tools.notes);
  const sampling = temperatureFor(request.temperature, traits, isThinking);
  notes.push(...sampling.notes);
  const outputConfig = defined({
    effort: thinking.effort,
    format: isNative ? { type: 'json_schema', schema: claudeSchema(request.schema) } : undefined,
  });
  const body = defined({
    ...dialect.fields,
    model: dialect.inPath?.includes('model') ? undefined : request.model,
    max_tokens: thinking.maxTokens,
    system: system.length === 0 ? undefined : system.join('\n\n'),
    messages: encodeMessages(request.messages, context.provider),
    temperature: sampling.temperature,
    thinking: thinking.thinking,
    output_config: Object.keys(outputConfig).length === 0 ? undefined : outputConfig,
    ...tools.fields,
    stream: context.stream && !dialect.inPath?.includes('stream') ? true : undefined,
  });
  return { body, notes };
}

function toolFields(
  { tools, toolChoice }: ChatRequest,
  traits: ClaudeTraits,
  isThinking: boolean,
): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!tools?.length) return { fields: {}, notes: [] };
  const offered = tools.map(({ name, description, parameters }) =>
    defined({ name, description, input_schema: { type: 'object', ...parameters } }),
  );
  if (toolChoice === undefined) return { fields: { tools: offered }, notes: [] };
  if (toolChoice === 'auto' || toolChoice === 'none') {
    return { fields: { tools: offered, tool_choice: { type: toolChoice } }, notes: [] };
  }
  if (traits.refusesForcedTools || isThinking) {
    return {
      fields: { tools: offered, tool_choice: { type: 'auto' } },
      notes: ['tool_choice became auto: this model cannot be forced to call a tool'],
    };
  }
  const choice = toolChoice === 'required' ? { type: 'any' } : { type: 'tool', name: toolChoice.name };
  return { fields: { tools: offered, tool_choice: choice }, notes: [] };
}
