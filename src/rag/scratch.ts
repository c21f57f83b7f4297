import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { SearchHit } from '../core/retrieval.ts';
import type { CollectionStore, StoredDocument } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { createStores } from '../stores/stores.ts';
import type { Passage } from './citations.ts';
import { mergeReceipts } from './embedder.ts';
import { createRetrieval, type RetrievalParts } from './retrieval.ts';
import { reasonOf } from './sources.ts';

export type ScratchRequest = {
  readonly sources: readonly string[];
  readonly queries: readonly string[];
  readonly topK: number;
  /** What embeds the documents when they are too long to be shown whole; words alone find the passages without it. */
  readonly embedModel?: string;
};

export type Consulted = {
  /** What a model is shown: whole pages where all of it fits, else the passages that were found. */
  readonly passages: readonly Passage[];
  readonly hits: readonly SearchHit[];
  readonly receipt?: Receipt;
  readonly notes: readonly string[];
};

/** Documents up to this length are shown whole: no search finds better than reading. In characters. */
const WHOLE = 40_000;
const NAME = 'documents';

/** Reads documents for one question, in a collection that is gone when the call is over. Throws when none can be read. */
export async function consultDocuments(
  parts: RetrievalParts,
  { sources, queries, topK, embedModel }: ScratchRequest,
  call: ToolCall,
): Promise<Consulted> {
  const home = await mkdtemp(join(tmpdir(), 'llmkit-question-'));
  const stores = createStores({ ...parts, home, settings: () => ({ home, variable: () => undefined }) });
  // Nothing is embedded before it is known that it must be: short documents are read, not searched.
  const embedder: RetrievalParts['embedder'] = {
    ...parts.embedder,
    resolve: async (model, of) => (model === undefined ? undefined : parts.embedder.resolve(model, of)),
  };
  const scratch = createRetrieval({ ...parts, config: { home }, stores, embedder });
  try {
    const { failed } = await scratch.index({ collection: NAME, sources }, call);
    const store = await stores.open(call.principal.tenant, NAME, { create: false });
    const documents = await documentsOf(store);
    if (documents.length === 0) throw unreadable(failed);
    const isWhole = documents.reduce((sum, { text }) => sum + text.length, 0) <= WHOLE;
    const notes = failed.map(({ source, reason }) => `${source} was not read: ${reason}`);
    const receipts: Receipt[] = [];
    if (!isWhole && embedModel !== undefined) {
      try {
        const { receipt } = await scratch.migrate({ collection: NAME, embedModel }, call);
        if (receipt !== undefined) receipts.push(receipt);
      } catch (error) {
        // Words find passages too: an embedder that fails costs its part of the search, not the answer.
        if (asProviderError(error).code === 'cancelled') throw error;
        notes.push(`The documents were searched by words alone: ${reasonOf(error)}`);
      }
    }
    const lists: (readonly SearchHit[])[] = [];
    for (const query of queries) {
      const found = await scratch.search({ collection: NAME, query, topK, neighbours: 1 }, call);
      lists.push(found.hits);
      if (found.receipt !== undefined) receipts.push(found.receipt);
    }
    const hits = joinHits(lists).slice(0, topK);
    const passages = isWhole ? documents.flatMap(pagesOf) : passagesOf(hits);
    if (!isWhole) notes.push(`The documents are long: ${hits.length} passages of them were used.`);
    return { passages, hits, notes, receipt: mergeReceipts(receipts) };
  } finally {
    await scratch.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** The hits of several queries, best first: what stands high in one list is taken before what stands low in all. */
export function joinHits(lists: readonly (readonly SearchHit[])[]): readonly SearchHit[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const inTurn = Array.from({ length: longest }, (_, rank) => lists.flatMap((hits) => hits[rank] ?? [])).flat();
  return [...new Map(inTurn.toReversed().map((hit) => [hit.id, hit])).values()].toReversed();
}

/** Hits as passages; those of one page that overlap become one, so that nothing is read twice. */
export function passagesOf(hits: readonly SearchHit[]): readonly Passage[] {
  const passages: Passage[] = [];
  for (const hit of hits) {
    const passage = passageOf(hit);
    const place = passages.findIndex((other) => touches(other, passage));
    const other = passages[place];
    if (other === undefined) passages.push(passage);
    else passages[place] = joined(other, passage);
  }
  return passages;
}

/** One that has a page stays as it is: what was read around it may stand on another. */
function passageOf({ document, source, page, text, start, context }: SearchHit): Passage {
  return page === undefined && context !== undefined
    ? { document, source, text: context.text, start: context.start }
    : { document, source, page, text, start };
}

const touches = (left: Passage, right: Passage): boolean =>
  left.document === right.document &&
  left.page === right.page &&
  left.start <= right.start + right.text.length &&
  right.start <= left.start + left.text.length;

function joined(left: Passage, right: Passage): Passage {
  const [first, second] = left.start <= right.start ? [left, right] : [right, left];
  const known = first.start + first.text.length - second.start;
  return { ...first, text: first.text + second.text.slice(known) };
}

async function documentsOf(store: CollectionStore): Promise<readonly StoredDocument[]> {
  const ids = [...(await store.fingerprints()).keys()];
  const documents = await Promise.all(ids.map((id) => store.document(id)));
  return documents.filter((document) => document !== undefined);
}

function pagesOf({ id, source, text, pages }: StoredDocument): readonly Passage[] {
  const spans = pages.length > 0 ? pages : [{ page: undefined, start: 0, end: text.length }];
  return spans
    .map(({ page, start, end }) => ({ document: id, source, page, text: text.slice(start, end), start }))
    .filter((passage) => passage.text.trim() !== '');
}

function unreadable(failed: readonly { readonly source: string; readonly reason: string }[]): ProviderError {
  const [first] = failed;
  return new ProviderError('invalid_input', {
    message: `None of the documents can be read.${first === undefined ? '' : ` ${first.source}: ${first.reason}`}`,
    hint: 'Give paths inside the configured folders, https URLs, data: URLs or resource URIs.',
  });
}
