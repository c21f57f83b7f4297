import type { ChatRequest } from '../../core/chat.ts';
import type { Part } from '../../core/content.ts';

/** What every version of Ollama gives a model that is not told otherwise. */
const ALWAYS_THERE = 2048;
const MOST = 131_072;
/** Room for the answer when the caller names no limit. */
const ANSWER_TOKENS = 1024;
const IMAGE_TOKENS = 1536;

/**
 * The `num_ctx` that holds a request: Ollama drops the beginning of what does not fit without a word. In powers of two,
 * because each other size loads the model again; `undefined` when every default is large enough.
 */
export function contextFor({ messages, tools, schema, maxTokens }: ChatRequest): {
  readonly size: number | undefined;
  readonly notes: readonly string[];
} {
  const told = messages.reduce((sum, { parts }) => sum + parts.reduce((all, part) => all + tokensOf(part), 16), 0);
  const raw = messages.flatMap((message) =>
    message.role === 'assistant' ? [message.raw?.items, message.toolCalls] : [],
  );
  const besides = [...raw, tools, schema].filter((value) => value !== undefined);
  const needed = told + textTokens(JSON.stringify(besides)) + (maxTokens ?? ANSWER_TOKENS);
  if (needed <= ALWAYS_THERE) return { size: undefined, notes: [] };
  const size = Math.min(MOST, 2 ** Math.ceil(Math.log2(needed)));
  const notes = needed > MOST ? [`the input may be cut: it needs more than the ${MOST} tokens asked for`] : [];
  return { size, notes };
}

/** Three bytes a token are too few for almost any language, which is the safe side. */
const textTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

function tokensOf(part: Part): number {
  if (part.type === 'text') return textTokens(part.text);
  return part.type === 'image' ? IMAGE_TOKENS : Math.ceil(part.media.bytes.length / 3);
}
