import type { ParsedDocument } from '../core/document.ts';
import { type Block, blocksOf, startsItem } from './blocks.ts';
import { sentencesOf } from './sentences.ts';

/** A span of the stored text: `text.slice(start, end)`, without white space at either end. */
export type ChunkSpan = {
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  /** The headings it stands under, outermost first, and the header row of a table that it begins within. */
  readonly headings: readonly string[];
};

/** In characters (UTF-16 units). A chunk is never longer than `size`; neighbours share up to `overlap`. */
export type ChunkSizes = { readonly size: number; readonly overlap: number };

export const DEFAULT_CHUNK: ChunkSizes = { size: 1500, overlap: 150 };
/** Raise it when the same text would be cut elsewhere. */
export const CHUNKER = 'structure-2';

/** How good a place to cut stands before an atom. */
const SENTENCE = 0;
const PARAGRAPH = 1;
const HEADING = 2;

type Atom = {
  readonly start: number;
  readonly end: number;
  readonly boundary: number;
  readonly headings: readonly string[];
};

/** Cuts a text at headings, paragraphs and sentences, whichever fits; pages are never crossed. */
export function chunkText(
  text: string,
  pages: ParsedDocument['pages'],
  { size, overlap }: ChunkSizes,
): readonly ChunkSpan[] {
  const areas = pages.length > 0 ? pages : [{ page: undefined, start: 0, end: text.length }];
  return areas.flatMap(({ page, start, end }) =>
    pack(atomsOf(text, start, end, size), size, overlap).map((span) => ({ ...span, page })),
  );
}

/** The headings under which a chunk that begins at `start` stands, as `chunkText` said when it was cut. */
export function headingsAt(text: string, pages: ParsedDocument['pages'], start: number): readonly string[] {
  const area = pages.find((page) => page.start <= start && start < page.end) ?? { start: 0, end: text.length };
  return atomsOf(text, area.start, area.end, text.length + 1).findLast((atom) => atom.start <= start)?.headings ?? [];
}

/** Greedy: as many atoms as fit, then back to the best boundary. */
function pack(atoms: readonly Atom[], size: number, overlap: number): readonly Omit<ChunkSpan, 'page'>[] {
  const chunks: Omit<ChunkSpan, 'page'>[] = [];
  let first = 0;
  let after = 0;
  while (after < atoms.length) {
    const from = atoms[first];
    if (from === undefined) break;
    const begun = after;
    while (after < atoms.length && (atoms[after]?.end ?? 0) - from.start <= size) after++;
    if (after < atoms.length) after = bestCut(atoms, from.start, begun + 1, after, size);
    const last = atoms[after - 1];
    if (last === undefined) break;
    chunks.push({ start: from.start, end: last.end, headings: from.headings });
    if (after < atoms.length) first = overlapFrom(atoms, begun, after, overlap, size);
  }
  return chunks;
}

/** Before a heading rather than a paragraph, before a paragraph rather than a sentence; never after a heading. */
function bestCut(atoms: readonly Atom[], start: number, earliest: number, latest: number, size: number): number {
  let best = latest;
  for (let index = latest; index >= earliest; index--) {
    const { start: at = 0, boundary = SENTENCE } = atoms[index] ?? {};
    // A section is worth a short chunk, a paragraph is not.
    if (at - start < (boundary === HEADING ? size / 5 : size / 2)) continue;
    if (boundary > (atoms[best]?.boundary ?? SENTENCE)) best = index;
  }
  while (best > earliest && atoms[best - 1]?.boundary === HEADING) best -= 1;
  return best;
}

/** The atom to begin the next chunk with: up to `overlap` back, never over a heading, and so that the next atom still fits. */
function overlapFrom(atoms: readonly Atom[], earliest: number, next: number, overlap: number, size: number): number {
  const following = atoms[next];
  if (following === undefined || following.boundary === HEADING) return next;
  let first = next;
  while (first - 1 > earliest) {
    const candidate = atoms[first - 1];
    if (
      candidate === undefined ||
      following.start - candidate.start > overlap ||
      following.end - candidate.start > size
    )
      break;
    first -= 1;
    if (candidate.boundary === HEADING) break;
  }
  return first;
}

/** The smallest spans that are kept whole: sentences of prose, items, lines of code, rows; none longer than `size`. */
function atomsOf(text: string, from: number, to: number, size: number): readonly Atom[] {
  const atoms: Atom[] = [];
  const trail: string[] = [];
  for (const block of blocksOf(text, from, to)) {
    const { heading } = block;
    if (heading !== undefined) trail.length = Math.min(trail.length, heading.level - 1);
    const headings = trail.filter((line) => line !== '');
    if (heading !== undefined) trail[heading.level - 1] = heading.text;
    let boundary = block.isJoined ? SENTENCE : PARAGRAPH;
    if (heading !== undefined) boundary = HEADING;
    for (const { start, end } of piecesOf(text, block, size)) {
      const isUnderHeader = block.header !== undefined && start > block.start;
      atoms.push({ start, end, boundary, headings: isUnderHeader ? [...headings, block.header ?? ''] : headings });
      boundary = SENTENCE;
    }
  }
  return atoms;
}

type Piece = { readonly segment: string; readonly index: number };

function piecesOf(
  text: string,
  block: Block,
  size: number,
): readonly { readonly start: number; readonly end: number }[] {
  const body = text.slice(block.start, block.end);
  return segmentsOf(body, block.kind, size).flatMap(({ segment, index }) => {
    const trimmed = segment.trim();
    if (trimmed === '') return [];
    // A line keeps its indentation: it is the structure of code.
    const lead = block.kind === 'code' ? 0 : segment.indexOf(trimmed);
    const start = block.start + index + lead;
    return divided(
      text,
      start,
      block.start + index + segment.trimEnd().length,
      size,
      block.kind === 'table' ? ' |' : ' ',
    );
  });
}

function segmentsOf(body: string, kind: Block['kind'], size: number): readonly Piece[] {
  if (kind === 'heading') return [{ segment: body, index: 0 }];
  if (kind === 'prose') return [...sentencesOf(body)];
  const lines = [...body.matchAll(/[^\n]+/gu)].map((match) => ({ segment: match[0], index: match.index }));
  if (kind !== 'list') return lines;
  const items: Piece[] = [];
  for (const { segment, index } of lines) {
    const item = items.at(-1);
    if (item === undefined || startsItem(segment)) items.push({ segment, index });
    else items[items.length - 1] = { ...item, segment: body.slice(item.index, index + segment.length) };
  }
  return items.flatMap((item) =>
    item.segment.length <= size
      ? [item]
      : [...sentencesOf(item.segment)].map(({ segment, index }) => ({ segment, index: item.index + index })),
  );
}

/** A piece longer than a chunk, cut before a cell or word, else wherever no character is divided. */
function divided(
  text: string,
  from: number,
  to: number,
  size: number,
  before: string,
): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = from;
  while (to - start > size) {
    // Searched in the piece alone: from the whole text it would run back to the last space, however far that is.
    const piece = text.slice(start, start + size + 1);
    const at = [piece.lastIndexOf(before), piece.lastIndexOf(' ')].find((place) => place > 0);
    let end = start + (at ?? size);
    const unit = text.charCodeAt(end);
    if (unit >= 0xdc00 && unit <= 0xdfff && end - 1 > start) end -= 1;
    parts.push({ start, end });
    start = end;
    while (start < to && text[start] === ' ') start++;
  }
  if (start < to) parts.push({ start, end: to });
  return parts;
}
