import type { SearchReport, SearchRequest } from '../core/retrieval.ts';
import type { CollectionStore } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { answerFrom } from './answer.ts';
import { withNeighbours } from './context.ts';
import { mergeReceipts } from './embedder.ts';
import type { Writer } from './writer.ts';

/** What was found, with the text around each hit and the answer from them, as far as those were asked for. */
export async function completeReport(
  report: SearchReport,
  { store, writer }: { readonly store: CollectionStore; readonly writer?: Writer },
  request: SearchRequest,
  call: ToolCall,
): Promise<SearchReport> {
  const hits = await withNeighbours(store, report.hits, request.neighbours ?? 0);
  if (!request.answer) return { ...report, hits };
  const { answer, receipt, notes } = await answerFrom(hits, request, writer, call);
  // The model that answered is the one that the receipt is about; the others' cost is in the sum.
  const receipts = [receipt, report.receipt].filter((each) => each !== undefined);
  return {
    ...report,
    hits,
    answer,
    notes: [...new Set([...report.notes, ...notes])],
    receipt: mergeReceipts(receipts),
  };
}
