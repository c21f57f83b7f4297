import { ProviderError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest.ts';
import type { GetReport, GetRequest, Span } from '../core/retrieval.ts';
import type { CollectionStore, StoredDocument } from '../core/store.ts';

/** One result holds this much text; a note says where it goes on. In characters. */
const MAX_CHARACTERS = 200_000;

type Range = { readonly start: number; readonly end: number };

/** Reads stored text: chunks and earlier spans by id, or a document, its page or its range. */
export async function readSpans(store: CollectionStore, request: GetRequest): Promise<GetReport> {
  const { ids, document } = request;
  if ((ids === undefined) === (document === undefined)) throw invalid('Give either ids or a document.');
  if (ids === undefined) return bounded([await spanOf(store, document ?? '', request)]);
  if ([request.start, request.end, request.page].some((value) => value !== undefined)) {
    throw invalid('start, end and page belong to a document, not to ids.');
  }
  const spans: Span[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const [chunk] = await store.chunks([id]);
    const span = chunk ?? (await earlierSpan(store, id));
    if (span === undefined) missing.push(id);
    else spans.push(span);
  }
  if (spans.length === 0) {
    throw new ProviderError('not_found', {
      message: `The collection holds none of ${missing.slice(0, 5).join(', ')}.`,
      hint: 'Ids change when a document is indexed anew: search again, or give its document.',
    });
  }
  const notes = missing.length > 0 ? [`Not there: ${missing.slice(0, 20).join(', ')}.`] : [];
  const report = bounded(spans);
  return { spans: report.spans, notes: [...notes, ...report.notes] };
}

/** A span by the id that it was given when it was read: `document[start:end]`. */
async function earlierSpan(store: CollectionStore, id: string): Promise<Span | undefined> {
  const [, name, start, end] = /^([\s\S]+)\[(\d+):(\d+)\]$/u.exec(id) ?? [];
  const document = name === undefined ? undefined : await store.document(name);
  return document === undefined
    ? undefined
    : cut(document, rangeIn(document, { start: Number(start), end: Number(end) }));
}

async function spanOf(store: CollectionStore, id: string, request: GetRequest): Promise<Span> {
  const document = await store.document(id);
  if (document === undefined) {
    const known = [...(await store.fingerprints()).keys()];
    throw new ProviderError('not_found', {
      message: `The collection has no document "${id.slice(0, 200)}".${didYouMean(id, known)}`,
      hint: 'rag_search names the document of each hit.',
    });
  }
  if (request.page === undefined) return cut(document, rangeIn(document, request));
  if (request.start !== undefined || request.end !== undefined)
    throw invalid('Give a page, or start and end, not both.');
  const page = document.pages.find((each) => each.page === request.page);
  if (page !== undefined) return cut(document, page);
  const last = document.pages.at(-1)?.page;
  throw new ProviderError('not_found', {
    message: `"${id.slice(0, 200)}" has no page ${request.page}.`,
    hint: last === undefined ? 'It has no pages: give start and end.' : `Its last page is ${last}.`,
  });
}

function rangeIn({ id, text }: StoredDocument, { start = 0, end = text.length }: Partial<Range>): Range {
  if (end > start && start < text.length) return { start, end: Math.min(end, text.length) };
  if (text === '') return { start: 0, end: 0 };
  throw invalid(`"${id.slice(0, 200)}" has ${text.length} characters: ${start} to ${end} is no part of it.`);
}

function cut({ id, source, text, pages, metadata }: StoredDocument, { start, end }: Range): Span {
  const page = pages.find((each) => start >= each.start && start < each.end)?.page;
  return {
    id: spanId(id, { start, end }),
    document: id,
    source,
    text: text.slice(start, end),
    start,
    end,
    page,
    metadata,
  };
}

const spanId = (document: string, { start, end }: Range): string => `${document}[${start}:${end}]`;

/** As many characters as one result holds; what is left out is named, with the ids that bring it. */
function bounded(spans: readonly Span[]): GetReport {
  const kept: Span[] = [];
  const left: string[] = [];
  let room = MAX_CHARACTERS;
  for (const span of spans) {
    const { document, text, start, end } = span;
    if (room === 0) left.push(span.id);
    else if (text.length <= room) kept.push(span);
    else {
      const at = start + room;
      kept.push({ ...span, id: spanId(document, { start, end: at }), text: text.slice(0, room), end: at });
      left.push(spanId(document, { start: at, end }));
    }
    room = Math.max(0, room - text.length);
  }
  return {
    spans: kept,
    notes: left.length > 0 ? [`Left out for its length, read it by its ids: ${left.join(', ')}`] : [],
  };
}

const invalid = (message: string): ProviderError => new ProviderError('invalid_input', { message });
