// The entry of the graph's worker thread: tagging and clustering would hold up every other call.
import { parentPort } from 'node:worker_threads';
import type { ChunkGraph, Community } from '../../core/graph.ts';
import { silenceThread } from '../../core/worker.ts';
import type { WorkerAnswer } from '../../core/worker-pool.ts';
import { findCommunities } from './communities.ts';
import { englishPhrases } from './english.ts';
import { phraseGraph } from './phrases.ts';
import type { GraphJob } from './worker-job.ts';

silenceThread();

type GraphAnswer = WorkerAnswer<readonly ChunkGraph[] | readonly Community[]>;

let english: ReturnType<typeof englishPhrases> | undefined;

async function answerTo(job: GraphJob): Promise<GraphAnswer> {
  if (job.kind === 'communities') return { ok: true, value: await findCommunities(job.graph) };
  english ??= englishPhrases();
  const find = await english;
  return { ok: true, value: job.passages.map((passage) => phraseGraph(passage, find)) };
}

// The only sender is `workshop.ts`.
parentPort?.on('message', async (job: GraphJob) => {
  const answer = await answerTo(job).catch((error: unknown): GraphAnswer => {
    const detail = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
    return { ok: false, code: 'internal', message: `The graph could not be worked on (${detail}).` };
  });
  parentPort?.postMessage(answer);
});
