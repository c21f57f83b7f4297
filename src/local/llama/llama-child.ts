// The entry of the process that runs a GGUF model: loads the library and the file of the first question, and keeps both.
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { ProviderError } from '../../core/errors.ts';
import { serveModel } from '../process/serve-model.ts';
import { generate } from './generate.ts';
import type { Library, Llama, LlamaModel } from './library.ts';
import type { EmbedQuestion, LlamaDelta, LlamaQuestion, LlamaResult } from './question.ts';

/** One is left to the server; above eight the threads mostly wait for the memory. */
const THREADS = Math.max(1, Math.min(8, availableParallelism() - 1));
const MOST_EMBED_TOKENS = 8192;

let loaded:
  | { readonly path: string; readonly library: Library; readonly llama: Llama; readonly model: LlamaModel }
  | undefined;

async function modelOf({ library: file, model: path }: LlamaQuestion, signal: AbortSignal) {
  if (loaded?.path === path) return loaded;
  await loaded?.model.dispose();
  loaded = undefined;
  // The part of the package that is used stands in library.ts.
  const library = (await import(pathToFileURL(file).href)) as Library;
  const gpu = process.platform === 'darwin' && process.arch === 'arm64' ? 'metal' : false;
  const llama = await library.getLlama({
    build: 'never',
    skipDownload: true,
    gpu,
    logLevel: 'disabled',
    maxThreads: THREADS,
  });
  const model = await llama.loadModel({ modelPath: path, loadSignal: signal }).catch((thrown: unknown) => {
    if (signal.aborted) throw thrown;
    throw new ProviderError('unavailable', { message: `${path} cannot be loaded (${reasonOf(thrown)}).` });
  });
  loaded = { path, library, llama, model };
  return loaded;
}

async function embed({ texts }: EmbedQuestion, model: LlamaModel, signal: AbortSignal): Promise<LlamaResult> {
  const counts = texts.map((text) => model.tokenize(text).length);
  const most = Math.min(model.trainContextSize, MOST_EMBED_TOKENS);
  const tooLong = counts.findIndex((count) => count + 2 > most);
  if (tooLong !== -1) {
    throw new ProviderError('invalid_input', {
      message: `Text ${tooLong + 1} has ${counts[tooLong]} tokens; the model looks at ${most}.`,
    });
  }
  const context = await model.createEmbeddingContext({ contextSize: most, threads: THREADS, createSignal: signal });
  try {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      signal.throwIfAborted();
      vectors.push(Float32Array.from((await context.getEmbeddingFor(text)).vector));
    }
    return { kind: 'embed', vectors, tokens: counts.reduce((sum, count) => sum + count, 0) };
  } finally {
    await context.dispose();
  }
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message.slice(0, 200) : 'unknown reason';

serveModel<LlamaQuestion, LlamaResult, LlamaDelta>(async (question, { signal, emit }) => {
  const { library, llama, model } = await modelOf(question, signal);
  if (question.kind === 'embed') return embed(question, model, signal);
  return {
    kind: 'chat',
    notes: await generate(question, { library, llama, model, threads: THREADS }, { signal, emit }),
  };
});
