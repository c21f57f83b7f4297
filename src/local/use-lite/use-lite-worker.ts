// The entry of the embedding engine's worker thread: it keeps the model, and embeds what it is sent.
import { parentPort, workerData } from 'node:worker_threads';
import { silenceThread } from '../../core/worker.ts';
import { DIMENSIONS } from './graph.ts';
import { BATCH, openSession, type Session } from './session.ts';
import { meanVector, windowsOf } from './windows.ts';

silenceThread();

export type EmbedQuestion =
  | { readonly kind: 'embed'; readonly id: number; readonly texts: readonly string[] }
  | { readonly kind: 'cancel'; readonly id: number };

export type EmbedAnswer =
  | {
      readonly id: number;
      readonly ok: true;
      readonly vectors: readonly Float32Array[];
      readonly unknownShares: readonly number[];
      readonly tokens: number;
    }
  | { readonly id: number; readonly ok: false; readonly message: string };

export type UseLiteFiles = { readonly weightsFolder: string; readonly modelFile: string };

const cancelled = new Set<number>();
// Set by `engine.ts`, the only one who starts this file.
const files = workerData as UseLiteFiles;
let session: Promise<Session> | undefined;

/** The open model. A failure is told to whoever asks, and does not stick: the disk may have room again. */
function opened(): Promise<Session> {
  session ??= openSession(files.weightsFolder, files.modelFile);
  session.catch(() => {
    session = undefined;
  });
  return session;
}
void opened();

async function embed(id: number, texts: readonly string[]): Promise<EmbedAnswer> {
  const { tokenize, run } = await opened();
  const tokens = texts.map(tokenize);
  const windows = tokens.flatMap(({ ids }, text) => windowsOf(ids).map((window) => ({ text, window })));
  // Windows of like length share a batch, so that little of it is padding.
  windows.sort((left, right) => left.window.length - right.window.length);
  const found = texts.map((): { vector: Float32Array; tokens: number }[] => []);
  for (let from = 0; from < windows.length; from += BATCH) {
    if (cancelled.delete(id)) return { id, ok: false, message: 'cancelled' };
    const batch = windows.slice(from, from + BATCH);
    const vectors = await run(batch.map(({ window }) => window));
    for (const [index, { text, window }] of batch.entries()) {
      const vector = vectors[index];
      if (vector !== undefined) found[text]?.push({ vector, tokens: window.length });
    }
  }
  cancelled.delete(id);
  return {
    id,
    ok: true,
    vectors: found.map((parts) => meanVector(parts, DIMENSIONS)),
    unknownShares: tokens.map(({ unknownShare }) => unknownShare),
    tokens: tokens.reduce((sum, { ids }) => sum + ids.length, 0),
  };
}

// One question after the other: the model has one thread, and two batches at once would only share it.
let turn: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (question: EmbedQuestion) => {
  if (question.kind === 'cancel') {
    cancelled.add(question.id);
    return;
  }
  turn = turn.then(async () => {
    const answer = await embed(question.id, question.texts).catch(
      (error: unknown): EmbedAnswer => ({
        id: question.id,
        ok: false,
        message: error instanceof Error ? error.message.slice(0, 300) : 'unknown',
      }),
    );
    parentPort?.postMessage(answer);
  });
});
