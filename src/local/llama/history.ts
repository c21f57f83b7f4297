import type { ChatRequest } from '../../core/chat.ts';
import { type Message, type Part, textOf } from '../../core/content.ts';
import { ProviderError } from '../../core/errors.ts';
import { schemaInstruction, withInstruction } from '../../wire/instruction.ts';
import { argumentsObject } from '../../wire/tool-arguments.ts';
import type { Functions, HistoryCall, HistoryItem } from './library.ts';

export type LlamaAsked = {
  readonly history: readonly HistoryItem[];
  readonly functions?: Functions;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly thoughtTokens?: number;
  readonly notes: readonly string[];
};

/** A neutral request as node-llama-cpp takes it. Throws `unsupported` for a part that is no text. */
export function llamaRequest(request: ChatRequest, provider: string): LlamaAsked {
  const { functions, notes } = functionsOf(request);
  const thoughtTokens = request.reasoning?.effort === 'none' ? 0 : request.reasoning?.budgetTokens;
  // A grammar binds all that the model writes, so that it could call no tool.
  const instruction =
    request.schema === undefined || functions === undefined ? undefined : schemaInstruction(request.schema);
  return {
    history: historyOf(withInstruction(request.messages, instruction), provider),
    notes:
      instruction !== undefined
        ? [...notes, 'the schema was put into the prompt: no grammar is used beside tools']
        : notes,
    ...(functions === undefined ? {} : { functions }),
    ...(request.schema === undefined || instruction !== undefined ? {} : { schema: request.schema }),
    ...(thoughtTokens === undefined ? {} : { thoughtTokens }),
  };
}

function historyOf(messages: readonly Message[], provider: string): readonly HistoryItem[] {
  const results = new Map(
    messages.flatMap((message) =>
      message.role === 'tool' ? [[message.toolCallId, plain(message.parts, provider)]] : [],
    ),
  );
  return messages.flatMap((message): readonly HistoryItem[] => {
    // It goes where its call stands.
    if (message.role === 'tool') return [];
    const text = plain(message.parts, provider);
    if (message.role !== 'assistant') return [{ type: message.role, text }];
    const calls = (message.toolCalls ?? []).map(
      ({ id, name, arguments: written }): HistoryCall => ({
        type: 'functionCall',
        name,
        params: argumentsObject(written, name),
        result: results.get(id) ?? '',
      }),
    );
    return [{ type: 'model', response: [...(text === '' ? [] : [text]), ...calls] }];
  });
}

function plain(parts: readonly Part[], provider: string): string {
  const other = parts.find(({ type }) => type !== 'text');
  if (other === undefined) return textOf(parts);
  throw new ProviderError('unsupported', {
    provider,
    message: `A model file that runs in this server reads text, and no ${other.type}.`,
    hint: 'Serve a model that sees with Ollama, LM Studio or llama.cpp (with its mmproj file).',
    processed: false,
  });
}

function functionsOf({ tools, toolChoice }: ChatRequest): {
  readonly functions?: Functions;
  readonly notes: readonly string[];
} {
  if (!tools?.length || toolChoice === 'none') return { notes: [] };
  const isNamed = typeof toolChoice === 'object';
  const offered = isNamed ? tools.filter(({ name }) => name === toolChoice.name) : tools;
  const functions = Object.fromEntries(
    offered.map(({ name, description, parameters }) => [
      name,
      {
        ...(description === undefined ? {} : { description }),
        params: { properties: {}, ...parameters, type: 'object' },
      },
    ]),
  );
  if (isNamed)
    return { functions, notes: [`only ${toolChoice.name} was offered: a local model cannot be forced to call it`] };
  const notes = toolChoice === 'required' ? ['tool_choice required became auto: a local model cannot be forced'] : [];
  return { functions, notes };
}
