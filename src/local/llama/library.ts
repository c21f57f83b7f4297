/** What is used of node-llama-cpp 3.21, which lies in a folder of its own and so cannot be imported for its types. */
export type Llama = {
  loadModel(options: { readonly modelPath: string; readonly loadSignal?: AbortSignal }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: unknown): Promise<Grammar>;
  getGrammarFor(kind: 'json'): Promise<Grammar>;
};

export type Grammar = { readonly rootRuleName: string };

export type LlamaModel = {
  /** Of what the model was trained on. */
  readonly trainContextSize: number;
  readonly tokenizer: unknown;
  tokenize(text: string): readonly number[];
  createContext(options: ContextOptions): Promise<LlamaContext>;
  createEmbeddingContext(options: ContextOptions): Promise<EmbeddingContext>;
  dispose(): Promise<void>;
};

export type ContextOptions = {
  readonly contextSize: number;
  readonly threads: number;
  readonly createSignal?: AbortSignal;
  readonly failedCreationRemedy?: false;
};

export type LlamaContext = { readonly contextSize: number; getSequence(): Sequence; dispose(): Promise<void> };

export type Sequence = {
  /** Counts over its whole life. */
  readonly tokenMeter: { readonly usedOutputTokens: number };
};

export type EmbeddingContext = {
  getEmbeddingFor(text: string): Promise<{ readonly vector: readonly number[] }>;
  dispose(): Promise<void>;
};

export type HistoryItem =
  | { readonly type: 'system'; readonly text: string }
  | { readonly type: 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly (string | HistoryCall)[] };

export type HistoryCall = {
  readonly type: 'functionCall';
  readonly name: string;
  readonly params: unknown;
  readonly result: unknown;
};

export type Functions = Readonly<Record<string, { readonly description?: string; readonly params?: unknown }>>;

export type Responding = {
  readonly signal: AbortSignal;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly minP: number;
  readonly onResponseChunk: (chunk: { readonly type?: 'segment'; readonly text: string }) => void;
  readonly grammar?: Grammar;
  readonly functions?: Functions;
  readonly documentFunctionParams?: boolean;
  readonly budgets?: { readonly thoughtTokens: number };
};

export type Response = {
  readonly functionCalls?: readonly { readonly functionName: string; readonly params: unknown }[];
  readonly metadata: { readonly stopReason: string };
};

/** Writes a conversation as the model was trained to read it. */
export type ChatWrapper = {
  generateContextState(state: {
    readonly chatHistory: readonly HistoryItem[];
    readonly availableFunctions?: Functions;
    readonly documentFunctionParams?: boolean;
  }): { readonly contextText: { tokenize(tokenizer: unknown): readonly number[] } };
};

export type LlamaChat = {
  generateResponse(history: readonly HistoryItem[], options: Responding): Promise<Response>;
  dispose(): void;
};

export type Library = {
  getLlama(options: {
    readonly build: 'never';
    readonly skipDownload: true;
    readonly gpu: 'metal' | false;
    readonly logLevel: 'disabled';
    readonly maxThreads: number;
  }): Promise<Llama>;
  readonly LlamaChat: new (options: {
    readonly contextSequence: Sequence;
    readonly chatWrapper: ChatWrapper;
  }) => LlamaChat;
  resolveChatWrapper(model: LlamaModel): ChatWrapper;
};
