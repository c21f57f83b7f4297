import type { RunOptions } from '../../core/app.ts';
import { asProviderError } from '../../core/errors.ts';
import type { GraphStore, UnreadChunk } from '../../core/graph.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { ToolCall } from '../../core/tool.ts';
import { type Failure, reasonOf } from '../sources.ts';
import { isHopeless, UnreadableAnswer } from './ask.ts';
import { unreadBatches } from './build.ts';
import { describeEntities } from './describe.ts';
import { chunkGraphOf, type Extraction, extract, extractionHash, storedExtraction } from './extract.ts';

/** Chunks that are asked about at once. What was answered is written before the next ones are asked about. */
const AT_ONCE = 4;
/** After so many failures in a row the rest is left for another run. */
const PATIENCE = 4;

export type ModelRead = {
  readonly receipts: readonly Receipt[];
  readonly failed: readonly Failure[];
  readonly notes: readonly string[];
};

type Outcome =
  | { readonly chunk: UnreadChunk; readonly extraction: Extraction; readonly receipts: readonly Receipt[] }
  | { readonly chunk: UnreadChunk; readonly error: unknown; readonly receipts: readonly Receipt[] };

/**
 * Has a model read every chunk that the graph does not hold yet; what it once read of the same text is not asked again. A chunk
 * that fails is reported and left for the next run.
 */
export async function buildByModel(store: GraphStore, options: RunOptions, call: ToolCall): Promise<ModelRead> {
  const receipts: Receipt[] = [];
  const failed: Failure[] = [];
  let failures = 0;
  let done = 0;
  for await (const chunks of unreadBatches(store, AT_ONCE)) {
    const known = await store.cached(chunks.map(extractionHash));
    const outcomes = await Promise.all(chunks.map((chunk) => readOnce(chunk, known, options, call)));
    const fresh = new Map<string, string>();
    for (const outcome of outcomes) {
      receipts.push(...outcome.receipts);
      if ('extraction' in outcome) {
        failures = 0;
        if (outcome.receipts.length > 0) fresh.set(extractionHash(outcome.chunk), JSON.stringify(outcome.extraction));
        continue;
      }
      if (asProviderError(outcome.error).code === 'cancelled') throw outcome.error;
      failures += 1;
      failed.push({ source: outcome.chunk.id, reason: `Not in the graph: ${reasonOf(outcome.error)}` });
    }
    // Kept first: an answer that was paid for must outlive whatever comes now.
    await store.cache(fresh, call.signal);
    await store.write(outcomes.flatMap(readOf), call.signal);
    done += outcomes.length;
    call.progress?.({ message: `${done} passages read for the graph, ${failed.length} failed` });
    const isOver = outcomes.some((outcome) => 'error' in outcome && isHopeless(outcome.error));
    if (isOver || failures >= PATIENCE) {
      failed.push({
        source: 'graph',
        reason: 'The other passages were not tried: run rag_index again when this is mended.',
      });
      break;
    }
  }
  // Where passages could not be read the model is not asked about those that were.
  const described = failed.length > 0 ? undefined : await describeEntities(store, options, call);
  return { receipts: [...receipts, ...(described?.receipts ?? [])], failed, notes: described?.notes ?? [] };
}

async function readOnce(
  chunk: UnreadChunk,
  known: ReadonlyMap<string, string>,
  options: RunOptions,
  call: ToolCall,
): Promise<Outcome> {
  const stored = known.get(extractionHash(chunk));
  const before = stored === undefined ? undefined : storedExtraction(stored);
  if (before !== undefined) return { chunk, extraction: before, receipts: [] };
  try {
    const { value, receipts } = await extract(chunk, options, call);
    return { chunk, extraction: value, receipts };
  } catch (error) {
    return { chunk, error, receipts: error instanceof UnreadableAnswer ? error.receipts : [] };
  }
}

const readOf = (outcome: Outcome) =>
  'extraction' in outcome
    ? [
        {
          key: outcome.chunk.key,
          hash: extractionHash(outcome.chunk),
          graph: chunkGraphOf(outcome.extraction, outcome.chunk.text),
        },
      ]
    : [];
