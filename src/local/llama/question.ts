import type { ChatEvent } from '../../core/chat.ts';
import type { Functions, HistoryItem } from './library.ts';

type Loading = {
  /** The file of the library. */
  readonly library: string;
  /** The file of the model. */
  readonly model: string;
};

export type ChatQuestion = Loading & {
  readonly kind: 'chat';
  readonly history: readonly HistoryItem[];
  readonly functions?: Functions;
  /** JSON Schema that the answer must fit. */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly temperature?: number;
  readonly maxTokens?: number;
  /** Room for thoughts; the library's own rule when absent. */
  readonly thoughtTokens?: number;
};

export type EmbedQuestion = Loading & { readonly kind: 'embed'; readonly texts: readonly string[] };

/** What the process of a GGUF model is asked. Plain data. */
export type LlamaQuestion = ChatQuestion | EmbedQuestion;

export type LlamaResult =
  /** The answer went ahead as deltas. */
  | { readonly kind: 'chat'; readonly notes: readonly string[] }
  | { readonly kind: 'embed'; readonly vectors: readonly Float32Array[]; readonly tokens: number };

export type LlamaDelta = ChatEvent;
