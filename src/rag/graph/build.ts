import { asProviderError } from '../../core/errors.ts';
import type { ChunkGraph, GraphStore, UnreadChunk } from '../../core/graph.ts';
import type { ToolCall } from '../../core/tool.ts';
import { sha256 } from '../manifest.ts';
import { type Failure, reasonOf } from '../sources.ts';
import type { Workshop } from './workshop.ts';

/** Chunks read and written at once. */
const BATCH = 128;
/** Raise it when the same text would give other phrases. */
const PHRASES = 'phrases-1';

/**
 * Reads every chunk that the graph does not hold yet, by its words alone. Stopped at any point, the next run goes on. A chunk
 * that cannot be read is reported and left out.
 */
export async function buildKeyless(
  store: GraphStore,
  workshop: Pick<Workshop, 'phrases'>,
  call: ToolCall,
): Promise<readonly Failure[]> {
  const failed: Failure[] = [];
  let done = 0;
  for await (const chunks of unreadBatches(store, BATCH)) {
    const read = await readAll(chunks, workshop, call.signal).catch(async (error: unknown) => {
      if (asProviderError(error).code === 'cancelled') throw error;
      // One of them made the worker fail: the others are not to suffer for it.
      const single: ReadChunk[] = [];
      for (const chunk of chunks) {
        try {
          single.push(...(await readAll([chunk], workshop, call.signal)));
        } catch (reason) {
          if (asProviderError(reason).code === 'cancelled') throw reason;
          failed.push({ source: chunk.id, reason: `Not in the graph: ${reasonOf(reason)}` });
        }
      }
      return single;
    });
    await store.write(read, call.signal);
    done += read.length;
    call.progress?.({ message: `${done} passages added to the graph` });
  }
  return failed;
}

type ReadChunk = Parameters<GraphStore['write']>[0][number];

async function readAll(
  chunks: readonly UnreadChunk[],
  workshop: Pick<Workshop, 'phrases'>,
  signal: AbortSignal,
): Promise<readonly ReadChunk[]> {
  const graphs = await workshop.phrases(
    chunks.map(({ text, title }) => ({ text, title })),
    signal,
  );
  return chunks.map(({ key, text, title }, index) => ({
    key,
    hash: sha256(PHRASES, title ?? '', text),
    graph: graphs[index] ?? EMPTY,
  }));
}

const EMPTY: ChunkGraph = { mentions: [], relations: [], aliases: [] };

export async function* unreadBatches(store: GraphStore, size: number): AsyncGenerator<readonly UnreadChunk[]> {
  let after = 0;
  for (;;) {
    const chunks = await store.unread(after, size);
    const last = chunks.at(-1);
    if (last === undefined) return;
    yield chunks;
    after = last.key;
  }
}
