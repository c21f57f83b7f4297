import type { ChatRequest, ReasoningInput, ToolChoice } from '../../core/chat.ts';
import { textOf } from '../../core/content.ts';
import { ProviderError } from '../../core/errors.ts';
import { NOTHING } from '../effort.ts';
import { schemaInstruction } from '../instruction.ts';
import { defined, type Json } from '../read.ts';
import { encodeContents } from './contents.ts';
import { geminiVersion, thinkingConfig } from './generation.ts';

/** What differs between the servers that speak Gemini's generateContent. */
export type GeminiDialect = {
  /** The path of a model below the base URL; default `/models/{model}`. */
  readonly modelPath?: (model: string) => string;
  /** How a profile reasons where the caller does not say. */
  readonly reasoning?: ReasoningInput;
};

export type Encoded = { readonly body: Readonly<Record<string, unknown>>; readonly notes: readonly string[] };

const MODEL_ID = /^[\w.:@-]{1,200}(?:\/[\w.:@-]{1,200})?$/;

/** `/models/{model}`; a name that brings its own collection (`tunedModels/x`) keeps it. Throws `invalid_input` for no name. */
export function modelPath(model: string): string {
  if (!MODEL_ID.test(model) || /(^|\/)\.{1,2}($|\/)/.test(model)) {
    throw new ProviderError('invalid_input', { message: 'That is not the name of a model.', processed: false });
  }
  return model.includes('/') ? `/${model}` : `/models/${model}`;
}

/** A neutral request as the body of `generateContent`. Throws `unsupported` for a part without a place. */
export function encodeRequest(
  request: ChatRequest,
  context: { readonly provider: string; readonly dialect?: GeminiDialect },
): Encoded {
  const { model } = request;
  const wish = reasoningWish(request.reasoning, context.dialect?.reasoning);
  const reasoning = wish === undefined ? NOTHING : thinkingConfig(wish, model);
  const notes = [...reasoning.notes];
  const system = request.messages.flatMap((message) => (message.role === 'system' ? [textOf(message.parts)] : []));
  // Before generation 3 a schema and functions exclude each other.
  const isNative = !request.tools?.length || (geminiVersion(model) ?? 3) >= 3;
  if (request.schema !== undefined && !isNative) {
    system.push(schemaInstruction(request.schema));
    notes.push('the schema was put into the prompt: this model does not take it beside tools');
  }
  const generationConfig = defined({
    temperature: request.temperature,
    maxOutputTokens: request.maxTokens,
    ...(request.schema !== undefined && isNative
      ? { responseMimeType: 'application/json', responseJsonSchema: request.schema }
      : {}),
    thinkingConfig: Object.keys(reasoning.fields).length === 0 ? undefined : reasoning.fields,
  });
  const body = defined({
    contents: encodeContents(request.messages, model, context.provider),
    systemInstruction: system.length === 0 ? undefined : { parts: [{ text: system.join('\n\n') }] },
    ...toolFields(request),
    generationConfig: Object.keys(generationConfig).length === 0 ? undefined : generationConfig,
  });
  return { body, notes };
}

/** The caller's wish; what it leaves open is the profile's. An effort and a budget say the same thing. */
function reasoningWish(
  asked: ReasoningInput | undefined,
  usual: ReasoningInput | undefined,
): ReasoningInput | undefined {
  if (asked === undefined || usual === undefined) return asked ?? usual;
  const isSaid = asked.effort !== undefined || asked.budgetTokens !== undefined;
  return { ...(isSaid ? { show: usual.show } : usual), ...asked };
}

function toolFields({ tools, toolChoice }: ChatRequest): Json {
  if (!tools?.length) return {};
  const functionDeclarations = tools.map(({ name, description, parameters }) =>
    defined({ name, description, parametersJsonSchema: parameters }),
  );
  return defined({
    tools: [{ functionDeclarations }],
    toolConfig: toolChoice === undefined ? undefined : { functionCallingConfig: callingConfig(toolChoice) },
  });
}

function callingConfig(toolChoice: ToolChoice): Json {
  if (typeof toolChoice === 'object') return { mode: 'ANY', allowedFunctionNames: [toolChoice.name] };
  return { mode: { auto: 'AUTO', none: 'NONE', required: 'ANY' }[toolChoice] };
}
