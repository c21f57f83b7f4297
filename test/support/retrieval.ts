import { readFileSync } from 'node:fs';
import type { App } from '../../src/core/app.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { DocumentParser } from '../../src/core/document.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import type { Retrieval } from '../../src/core/retrieval.ts';
import type { SourceLoader } from '../../src/core/source.ts';
import type { Progress, ToolCall } from '../../src/core/tool.ts';
import type { Embedder } from '../../src/rag/embedder.ts';
import { createRetrieval, type RetrievalParts } from '../../src/rag/retrieval.ts';
import type { Writer } from '../../src/rag/writer.ts';
import { createStores } from '../../src/stores/stores.ts';

/** A call without an app: retrieval reaches the pipeline through its embedder alone. */
export function callOf(
  options: {
    readonly tenant?: string;
    readonly signal?: AbortSignal;
    readonly progress?: (update: Progress) => void;
  } = {},
): ToolCall {
  return {
    app: {} as App, // retrieval never touches it
    callId: 'call-1',
    tool: 'test',
    principal: { tenant: options.tenant ?? 'local', subject: 'local' },
    signal: options.signal ?? new AbortController().signal,
    progress: options.progress,
  };
}

export const noEmbedder: Embedder = {
  resolve: async () => undefined,
  embed: async () => {
    throw new ProviderError('not_configured');
  },
};

export const receiptOf = (model: string): Receipt => ({
  callId: 'call-1',
  provider: model.slice(0, model.indexOf('/')),
  model,
  usage: { input: 1 },
  costMicroUsd: 0,
  latencyMs: 1,
  attempts: [],
  local: true,
});

/** Letter counts as vectors: like texts get like vectors. */
export const lettersEmbedder: Embedder = {
  resolve: async () => 'test/letters',
  embed: async (texts) => ({
    result: {
      vectors: texts.map((text) => {
        const vector = new Float32Array(36);
        for (const character of text.toLowerCase()) {
          const place = Number.parseInt(character, 36);
          if (!Number.isNaN(place)) vector[place] = (vector[place] ?? 0) + 1;
        }
        return vector;
      }),
      usage: { input: texts.length },
    },
    receipt: receiptOf('test/letters'),
  }),
};

/** Files as they are on the disk, without roots; plain text only. */
export const fileSources: SourceLoader = {
  load: async (source) => ({ bytes: readFileSync(source), mimeType: 'text/plain', name: source }),
  expand: async (pattern) => ({ files: [pattern], unreadable: [] }),
};

export const textParser: DocumentParser = {
  parse: async ({ bytes, mimeType }) => ({
    text: Buffer.from(bytes).toString('utf8'),
    mimeType,
    pages: [],
    tables: [],
    metadata: {},
    notes: [],
  }),
  close: async () => {},
};

/** A model that says what it is told to, in order, and remembers what it was asked. An error is thrown. */
export function scriptedWriter(...answers: readonly (string | Error)[]) {
  const prompts: string[] = [];
  const writer: Writer = async (prompt) => {
    const answer = answers[Math.min(prompts.length, answers.length - 1)] ?? '';
    prompts.push(prompt);
    if (answer instanceof Error) throw answer;
    return { text: answer, receipt: { ...receiptOf('test/writer'), local: false, costMicroUsd: 5 }, isCut: false };
  };
  return { writer, prompts };
}

export const retrievalIn = (
  home: string,
  embedder: Embedder = noEmbedder,
  sources = fileSources,
  services: Pick<RetrievalParts, 'reranker' | 'writer'> = {},
): Retrieval =>
  createRetrieval({
    ...services,
    config: { home },
    clock: systemClock,
    log: silentLog,
    documents: async () => textParser,
    sources,
    embedder,
  });

/** Retrieval whose collections can be kept in these vector stores too; without any, in those of the project, at `url`. */
export const retrievalOver = (
  home: string,
  embedder: Embedder,
  definitions?: Parameters<typeof createStores>[0]['definitions'],
  { url, ...services }: Pick<RetrievalParts, 'writer'> & { readonly url?: string } = {},
): Retrieval =>
  createRetrieval({
    ...services,
    config: { home },
    clock: systemClock,
    log: silentLog,
    documents: async () => textParser,
    sources: fileSources,
    embedder,
    stores: createStores({
      home,
      clock: systemClock,
      log: silentLog,
      settings: () => ({ home, variable: () => undefined, ...(url !== undefined && { url }) }),
      ...(definitions && { definitions }),
    }),
  });
