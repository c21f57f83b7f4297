import type { App } from '../core/app.ts';
import type { DomainRequest } from '../core/domain.ts';
import { asProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { Retrieval, SearchHit } from '../core/retrieval.ts';
import type { ToolCall } from '../core/tool.ts';
import type { Passage } from '../rag/citations.ts';
import { type Consulted, joinHits, passagesOf, type ScratchRequest } from '../rag/scratch.ts';
import type { Field, Selection } from './field.ts';

export type Sources = {
  readonly retrieval: () => Promise<Retrieval>;
  /** Reads the caller's documents in a collection of this call's own. */
  readonly consult: (request: ScratchRequest, call: ToolCall) => Promise<Consulted>;
  readonly app: Pick<App, 'estimate'>;
};

export type Gathered = {
  readonly passages: readonly Passage[];
  readonly hits: readonly SearchHit[];
  readonly receipts: readonly Receipt[];
  readonly notes: readonly string[];
};

const TOP_K = 12;
const MOST_PASSAGES = 24;

/** The passages for a question: of the caller's documents, of a collection, or of both. */
export async function gatherPassages(
  { question, collection, documents = [], details = {} }: DomainRequest,
  field: Field,
  selection: Selection,
  sources: Sources,
  call: ToolCall,
): Promise<Gathered> {
  const terms = selection.choices.map((choice) => choice.terms).join(' ');
  // The question alone too: what the field adds must not push out what was asked for.
  const queries = [question, `${question} ${terms}`].map((query) => query.slice(0, 8000));
  const parts: Gathered[] = [];
  if (documents.length > 0) {
    const embedModel = await embedderFor(field, sources, call);
    const read = await sources.consult({ sources: documents, queries, topK: TOP_K, embedModel }, call);
    parts.push({ ...read, receipts: read.receipt === undefined ? [] : [read.receipt] });
  }
  if (collection !== undefined) {
    parts.push(await searched(collection, queries, selection.filters, details, await sources.retrieval(), call));
  }
  return {
    passages: parts
      .flatMap(({ passages }) => passages)
      .slice(0, Math.max(MOST_PASSAGES, parts[0]?.passages.length ?? 0)),
    hits: parts.flatMap(({ hits }) => hits),
    receipts: parts.flatMap(({ receipts }) => receipts),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

async function embedderFor(field: Field, { app }: Sources, call: ToolCall): Promise<string | undefined> {
  if (field.embedder === undefined) return undefined;
  try {
    return (await app.estimate('embed', { texts: ['a passage'] }, { model: field.embedder }, call)).chosen;
  } catch (error) {
    if (asProviderError(error).code === 'cancelled') throw error;
    return undefined;
  }
}

async function searched(
  collection: string,
  queries: readonly string[],
  filters: Selection['filters'],
  details: Readonly<Record<string, unknown>>,
  retrieval: Retrieval,
  call: ToolCall,
): Promise<Gathered> {
  const lists: (readonly SearchHit[])[] = [];
  const receipts: Receipt[] = [];
  const notes: string[] = [];
  const wanted = Object.keys(filters).length > 0 ? [filters, undefined] : [undefined];
  for (const filter of wanted) {
    for (const query of queries) {
      const report = await retrieval.search({ collection, query, topK: TOP_K, filter, neighbours: 1 }, call);
      lists.push(report.hits);
      if (report.receipt !== undefined) receipts.push(report.receipt);
      notes.push(...report.notes);
    }
  }
  const all = joinHits(lists);
  const own = all.filter(({ metadata }) => isOf(metadata, filters));
  if (own.length < all.length) {
    const values = Object.values(filters).join(', ');
    notes.push(`${all.length - own.length} passages were left out: their documents say they are not of ${values}.`);
  }
  const asOf = dateOf(details.as_of);
  const hits = own.filter(({ metadata }) => asOf === undefined || (dateOf(metadata.date) ?? '') <= asOf);
  if (hits.length < own.length)
    notes.push(`${own.length - hits.length} passages were left out: they are later than ${asOf}.`);
  const kept = hits.slice(0, TOP_K);
  return { passages: passagesOf(kept), hits: kept, receipts, notes: [...new Set(notes)] };
}

/** Documents that do not say what they are of may be of anything. */
const isOf = (metadata: SearchHit['metadata'], filters: Selection['filters']): boolean =>
  Object.entries(filters).every(([key, value]) => {
    const said = metadata[key];
    return said === undefined || String(said).toLowerCase() === value;
  });

/** An ISO date, or its year or month, which compare as texts. */
const dateOf = (value: unknown): string | undefined => /^\d{4}(?:-\d{2}){0,2}/u.exec(String(value ?? ''))?.[0];
