import type { FinishReason } from '../../core/chat.ts';
import { ProviderError } from '../../core/errors.ts';
import { schemaInstruction } from '../../wire/instruction.ts';
import type { Working } from '../process/serve-model.ts';
import { grammarSchema } from './grammar-schema.ts';
import type {
  ChatWrapper,
  Grammar,
  HistoryItem,
  Library,
  Llama,
  LlamaContext,
  LlamaModel,
  Sequence,
} from './library.ts';
import type { ChatQuestion, LlamaDelta } from './question.ts';

export type Loaded = {
  readonly library: Library;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly threads: number;
};

/** Room for the answer when the caller names none. */
const ANSWER_TOKENS = 1024;
const SMALLEST_CONTEXT = 2048;
/** llama.cpp's own; without any a small model says the same thing over and over. */
const TEMPERATURE = 0.8;
const MIN_P = 0.05;

/** Answers one conversation in deltas, and gives its notes. Throws `unsupported` when the model cannot look at so much. */
export async function generate(
  question: ChatQuestion,
  loaded: Loaded,
  { signal, emit }: Working<LlamaDelta>,
): Promise<readonly string[]> {
  const { llama, library, model } = loaded;
  const { grammar, isWhole } = await grammarFor(question, llama);
  const instruction = isWhole || question.schema === undefined ? undefined : schemaInstruction(question.schema);
  const history = instruction === undefined ? question.history : withSystem(question.history, instruction);
  const wrapper = library.resolveChatWrapper(model);
  const needed = countTokens(history, question, wrapper, loaded);
  const limit = model.trainContextSize;
  if (needed + 1 >= limit) {
    throw new ProviderError('unsupported', {
      message: `The conversation takes ${needed} tokens, and the model looks at ${limit} together with its answer.`,
    });
  }
  const { context, sequence } = await contextFor(needed + (question.maxTokens ?? ANSWER_TOKENS), loaded, signal);
  const before = sequence.tokenMeter.usedOutputTokens;
  const chat = new library.LlamaChat({ contextSequence: sequence, chatWrapper: wrapper });
  try {
    const { functionCalls = [], metadata } = await chat.generateResponse(history, {
      signal,
      temperature: question.temperature ?? TEMPERATURE,
      minP: MIN_P,
      // Up to the end of the context: beyond it the library would drop the beginning of the conversation without a word.
      maxTokens: Math.max(1, Math.min(question.maxTokens ?? context.contextSize, context.contextSize - needed - 1)),
      onResponseChunk: ({ type, text }) => {
        if (text !== '') emit({ type: type === 'segment' ? 'reasoning-delta' : 'text-delta', text });
      },
      ...(grammar === undefined ? {} : { grammar }),
      ...(question.functions === undefined ? {} : { functions: question.functions, documentFunctionParams: true }),
      ...(question.thoughtTokens === undefined ? {} : { budgets: { thoughtTokens: question.thoughtTokens } }),
    });
    for (const [index, { functionName, params }] of functionCalls.entries()) {
      emit({ type: 'tool-call-delta', index, name: functionName, arguments: JSON.stringify(params ?? {}) });
    }
    emit({ type: 'usage', usage: { input: needed, output: sequence.tokenMeter.usedOutputTokens - before } });
    emit({ type: 'done', finishReason: finishReasonOf(metadata.stopReason), raw: [] });
  } finally {
    chat.dispose();
  }
  return isWhole ? [] : ['the schema was put into the prompt too: a grammar cannot say all of it'];
}

/** A grammar binds what is written to the schema. Where it cannot say all of it, to its form or to JSON, and the prompt says the rest. */
async function grammarFor(
  { schema }: ChatQuestion,
  llama: Llama,
): Promise<{ readonly grammar?: Grammar; readonly isWhole: boolean }> {
  if (schema === undefined) return { isWhole: true };
  const sayable = grammarSchema(schema);
  if (sayable.says !== 'little') {
    try {
      return { grammar: await llama.createGrammarForJsonSchema(sayable.schema), isWhole: sayable.says === 'all' };
    } catch {
      // A word in it that the library does not take.
    }
  }
  return { grammar: await llama.getGrammarFor('json'), isWhole: false };
}

/** The tokens of a conversation as the model's own template writes it. */
function countTokens(
  history: readonly HistoryItem[],
  { functions }: ChatQuestion,
  wrapper: ChatWrapper,
  { model }: Loaded,
): number {
  const { contextText } = wrapper.generateContextState({
    chatHistory: [...history, { type: 'model', response: [] }],
    ...(functions === undefined ? {} : { availableFunctions: functions, documentFunctionParams: true }),
  });
  return contextText.tokenize(model.tokenizer).length;
}

let kept: { readonly model: LlamaModel; readonly context: LlamaContext; readonly sequence: Sequence } | undefined;

/** The context of the last call where it has room: what stands in it already is not computed again. In powers of two. */
async function contextFor(tokens: number, { model, threads }: Loaded, signal: AbortSignal) {
  const contextSize = Math.min(model.trainContextSize, Math.max(SMALLEST_CONTEXT, 2 ** Math.ceil(Math.log2(tokens))));
  if (kept?.model === model && kept.context.contextSize >= contextSize) return kept;
  if (kept?.model === model) await kept.context.dispose();
  kept = undefined;
  const context = await model
    .createContext({ contextSize, threads, createSignal: signal, failedCreationRemedy: false })
    .catch((thrown: unknown) => {
      if (signal.aborted) throw thrown;
      const why = thrown instanceof Error ? thrown.message.slice(0, 200) : 'unknown reason';
      throw new ProviderError('unavailable', { message: `There is no memory for ${contextSize} tokens (${why}).` });
    });
  kept = { model, context, sequence: context.getSequence() };
  return kept;
}

/** The history with a further instruction at the end of the first system message, or before everything. */
function withSystem(history: readonly HistoryItem[], instruction: string): readonly HistoryItem[] {
  const [first, ...rest] = history;
  if (first?.type === 'system') return [{ type: 'system', text: `${first.text}\n\n${instruction}` }, ...rest];
  return [{ type: 'system', text: instruction }, ...history];
}

function finishReasonOf(stopReason: string): FinishReason {
  if (stopReason === 'maxTokens') return 'length';
  return stopReason === 'functionCalls' ? 'tool_calls' : 'stop';
}
