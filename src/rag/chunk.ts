import type { ParsedDocument } from '../core/document.ts';
import { sentencesOf } from './sentences.ts';

/** A span of the stored text: `text.slice(start, end)`, without white space at either end. */
export type ChunkSpan = {
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  /** The headings it stands under, outermost first, as far as they do not stand in it. */
  readonly headings: readonly string[];
};

/** In characters (UTF-16 units). A chunk is never longer than `size`; neighbours share up to `overlap`. */
export type ChunkSizes = { readonly size: number; readonly overlap: number };

export const DEFAULT_CHUNK: ChunkSizes = { size: 1500, overlap: 150 };
/** Raise it when the same text would be cut elsewhere. */
export const CHUNKER = 'structure-1';

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

const HEADING_LINE = /^(#{1,6})\s+(.+?)\s*#*\s*$/u;
const FENCE = /^\s*(?:```|~~~)/u;

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

/** The smallest spans that are kept whole: sentences of prose, lines of code and tables; none longer than `size`. */
function atomsOf(text: string, from: number, to: number, size: number): readonly Atom[] {
  const atoms: Atom[] = [];
  const trail: string[] = [];
  for (const block of blocksOf(text, from, to)) {
    const heading = block.isCode ? null : HEADING_LINE.exec(text.slice(block.start, block.end));
    const headings = [...trail];
    if (heading?.[1] !== undefined && heading[2] !== undefined) {
      trail.length = Math.min(trail.length, heading[1].length - 1);
      headings.length = trail.length;
      trail.push(heading[2]);
    }
    let boundary = heading === null ? PARAGRAPH : HEADING;
    for (const { start, end } of piecesOf(text, block, size)) {
      atoms.push({ start, end, boundary, headings: headings.filter((line) => line !== '') });
      boundary = SENTENCE;
    }
  }
  return atoms;
}

type Block = { readonly start: number; readonly end: number; readonly isCode: boolean; readonly isLines: boolean };

/** Paragraphs (between blank lines), headings (a line of their own) and fenced code. */
function blocksOf(text: string, from: number, to: number): readonly Block[] {
  const blocks: Block[] = [];
  let start: number | undefined;
  let isCode = false;
  let isLines = true;
  const close = (end: number) => {
    if (start !== undefined) blocks.push({ start, end, isCode, isLines });
    start = undefined;
    isLines = true;
  };
  for (let at = from; at < to; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 || newline >= to ? to : newline;
    const line = text.slice(at, end);
    if (FENCE.test(line)) {
      if (isCode) {
        close(end);
        isCode = false;
      } else {
        close(at);
        start = at;
        isCode = true;
      }
    } else if (!isCode && line.trim() === '') {
      close(at);
    } else if (!isCode && HEADING_LINE.test(line)) {
      close(at);
      start = at;
      close(end);
    } else {
      start ??= at;
      isLines &&= /^\s*(?:\||[-*+]\s|\d+[.)]\s)/u.test(line);
    }
    at = end + 1;
  }
  close(to);
  return blocks;
}

function piecesOf(
  text: string,
  block: Block,
  size: number,
): readonly { readonly start: number; readonly end: number }[] {
  const body = text.slice(block.start, block.end);
  const parts =
    block.isCode || block.isLines
      ? [...body.matchAll(/[^\n]+/gu)].map((match) => ({ segment: match[0], index: match.index }))
      : [...sentencesOf(body)];
  return parts.flatMap(({ segment, index }) => {
    const trimmed = segment.trim();
    if (trimmed === '') return [];
    // A line keeps its indentation: it is the structure of code.
    const lead = block.isCode ? 0 : segment.indexOf(trimmed);
    const start = block.start + index + lead;
    return divided(text, start, block.start + index + segment.trimEnd().length, size);
  });
}

/** A piece longer than a chunk, cut at spaces, else wherever no character is divided. */
function divided(text: string, from: number, to: number, size: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let start = from;
  while (to - start > size) {
    // Searched in the piece alone: from the whole text it would run back to the last space, however far that is.
    const space = text.slice(start, start + size + 1).lastIndexOf(' ');
    let end = start + (space > 0 ? space : size);
    const unit = text.charCodeAt(end);
    if (unit >= 0xdc00 && unit <= 0xdfff && end - 1 > start) end -= 1;
    parts.push({ start, end });
    start = end;
    while (start < to && text[start] === ' ') start++;
  }
  if (start < to) parts.push({ start, end: to });
  return parts;
}
