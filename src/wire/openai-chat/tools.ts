import type { ChatRequest, ToolOffer } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { defined, type Json } from '../read.ts';
import type { OpenAiChatDialect } from './dialect.ts';

/** `tools` and `tool_choice` of a request. Throws `unsupported` where the model takes none. */
export function toolFields(
  request: ChatRequest,
  provider: string,
  dialect: OpenAiChatDialect,
): { readonly fields: Json; readonly notes: readonly string[] } {
  if (!request.tools?.length) return { fields: {}, notes: [] };
  if (dialect.takesTools?.(request.model) === false) throw withoutTools(request.model, provider);
  const tools = request.tools.map(dialect.tool ?? openaiTool);
  const chosen = (choice: string | Json): Json => ({ tools, tool_choice: dialect.toolChoice?.(choice) ?? choice });
  const { toolChoice } = request;
  if (toolChoice === undefined) return { fields: { tools }, notes: [] };
  if (typeof toolChoice === 'object') {
    return { fields: chosen({ type: 'function', function: { name: toolChoice.name } }), notes: [] };
  }
  if (toolChoice !== 'required') return { fields: chosen(toolChoice), notes: [] };
  const { requiredTool } = 'requiredTool' in dialect ? dialect : { requiredTool: 'required' as const };
  const required = typeof requiredTool === 'function' ? requiredTool(request.model) : requiredTool;
  if (required !== undefined) return { fields: chosen(required), notes: [] };
  return {
    fields: chosen('auto'),
    notes: ['tool_choice required became auto: this provider has no other'],
  };
}

const openaiTool = ({ name, description, parameters }: ToolOffer): Json => ({
  type: 'function',
  function: defined({ name, description, parameters }),
});

const withoutTools = (model: string, provider: string): ProviderError =>
  new ProviderError('unsupported', {
    provider,
    message: `${model} of ${provider} takes no tools.`,
    hint: 'Leave the tools out, or choose another model.',
    processed: false,
  });
