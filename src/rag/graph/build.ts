import type { ChunkGraph, GraphStore, UnreadChunk } from '../../core/graph.ts';
import type { ToolCall } from '../../core/tool.ts';
import { sha256 } from '../manifest.ts';
import type { Workshop } from './workshop.ts';

/** Chunks read and written at once. */
const BATCH = 128;
/** Raise it when the same text would give other phrases. */
const PHRASES = 'phrases-1';

/** Reads every chunk that the graph does not hold yet, by its words alone. Stopped at any point, the next run goes on. */
export async function buildKeyless(store: GraphStore, workshop: Workshop, call: ToolCall): Promise<number> {
  let done = 0;
  for await (const chunks of unreadBatches(store, BATCH)) {
    const graphs = await workshop.phrases(
      chunks.map(({ text, title }) => ({ text, title })),
      call.signal,
    );
    await store.write(
      chunks.map((chunk, index) => readOf(chunk, graphs[index])),
      call.signal,
    );
    done += chunks.length;
    call.progress?.({ message: `${done} passages added to the graph` });
  }
  return done;
}

const EMPTY: ChunkGraph = { mentions: [], relations: [], aliases: [] };

const readOf = ({ key, text, title }: UnreadChunk, graph: ChunkGraph | undefined) => ({
  key,
  hash: sha256(PHRASES, title ?? '', text),
  graph: graph ?? EMPTY,
});

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
