import type { ChunkGraph, Community, Cooccurrence } from '../../core/graph.ts';
import { workerUrl } from '../../core/worker.ts';
import { createWorkerPool } from '../../core/worker-pool.ts';
import type { Passage } from './phrases.ts';
import type { GraphJob } from './worker-job.ts';

const MEMORY = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 64 };
const PHRASES_MS = 60_000;
const COMMUNITIES_MS = 120_000;

/** What the graph has done in a thread of its own. */
export type Workshop = {
  phrases(passages: readonly Passage[], signal: AbortSignal): Promise<readonly ChunkGraph[]>;
  communities(graph: Cooccurrence, signal: AbortSignal): Promise<readonly Community[]>;
  close(): Promise<void>;
};

export function createWorkshop(): Workshop {
  const pool = createWorkerPool<GraphJob, unknown>({
    entry: workerUrl('graph-worker', import.meta.url),
    subject: 'The graph',
    resourceLimits: MEMORY,
    workers: 1,
  });
  return {
    async phrases(passages, signal) {
      const answer = await pool.run({ kind: 'phrases', passages }, { signal, timeoutMs: PHRASES_MS });
      // `graph-worker.ts` answers this kind of job with a graph a passage.
      return answer as readonly ChunkGraph[];
    },
    async communities(graph, signal) {
      const answer = await pool.run({ kind: 'communities', graph }, { signal, timeoutMs: COMMUNITIES_MS });
      // `graph-worker.ts` answers this kind of job with communities.
      return answer as readonly Community[];
    },
    close: () => pool.close(),
  };
}
