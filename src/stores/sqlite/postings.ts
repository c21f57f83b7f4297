import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { varints } from './varints.ts';

/**
 * FTS5's index, read as it stands in its own tables (https://sqlite.org/src/file/ext/fts5/fts5_index.c, "Details"; the
 * format is of 2015, its segments' origins of 2023). Through SQL every match costs a look-up of its length and a call of
 * bm25(): ten times as much.
 */
export type Segment = {
  readonly id: number;
  readonly firstLeaf: number;
  readonly lastLeaf: number;
  /** The rows that it has the say about: those whose `origin` lies between these. All others were deleted since. */
  readonly oldest: number;
  readonly newest: number;
};

/** The version in `terms_config` that this file can read. */
const FORMAT = 4;
const STRUCTURE_ID = 10;
/** Stands behind the cookie in the structure of an index that can delete; what older tables have is not read. */
const STRUCTURE_V2 = '255,0,0,1';
const FIELDS_A_SEGMENT = 8;
/** Leaves are numbered from here, by segment. */
const LEAVES_A_SEGMENT = 2 ** 37;
const LEAF_HEADER = 4;
/** Terms of the index proper begin with it; other prefixes are those of prefix indexes. */
const MAIN = '0';

/** The segments of the index; `undefined` when they are of a format not known here. */
export function segmentsOf(database: DatabaseSync): readonly Segment[] | undefined {
  const version = database.prepare(`SELECT v FROM terms_config WHERE k = 'version'`).get()?.v;
  const structure = database.prepare('SELECT block FROM terms_data WHERE id = ?').get(STRUCTURE_ID)?.block;
  if (version !== FORMAT || !(structure instanceof Uint8Array)) return undefined;
  if (structure.subarray(4, 8).join() !== STRUCTURE_V2) return undefined;
  const [levels = 0, total = 0, _writes, ...rest] = varints(structure.subarray(8));
  const segments: Segment[] = [];
  let at = 0;
  for (let level = 0; level < levels; level++) {
    const count = rest[at + 1] ?? 0;
    at += 2;
    for (let index = 0; index < count; index++, at += FIELDS_A_SEGMENT) {
      const [id = 0, firstLeaf = 0, lastLeaf = 0, oldest = 0, newest = 0] = rest.slice(at, at + FIELDS_A_SEGMENT);
      segments.push({ id, firstLeaf, lastLeaf, oldest, newest });
    }
  }
  return at === rest.length && segments.length === total ? segments : undefined;
}

/** Rows that have a term, and how often each has it: the first `count` of both arrays. */
export class Postings {
  rows = new Float64Array(1_024);
  times = new Uint32Array(1_024);
  count = 0;

  add(row: number, times: number): void {
    if (this.count === this.rows.length) this.#grow();
    this.rows[this.count] = row;
    this.times[this.count++] = times;
  }

  #grow(): void {
    const [rows, times] = [new Float64Array(this.count * 2), new Uint32Array(this.count * 2)];
    rows.set(this.rows);
    times.set(this.times);
    this.rows = rows;
    this.times = times;
  }
}

type Leaf = {
  readonly bytes: Uint8Array;
  /** Where the content ends and the offsets of its terms begin. */
  readonly end: number;
  /** Where the first row stands that belongs to a term of an earlier leaf; 0 when there is none. */
  readonly firstRow: number;
};

/** What stands in the index is not what its format says. */
export class UnreadableIndex extends Error {}

export class PostingsReader {
  readonly #page: StatementSync;
  readonly #leaf: StatementSync;

  constructor(database: DatabaseSync) {
    this.#page = database.prepare(
      'SELECT pgno FROM terms_idx WHERE segid = ? AND term <= ? ORDER BY term DESC LIMIT 1',
    );
    this.#leaf = database.prepare('SELECT block FROM terms_data WHERE id = ?');
  }

  /** Appends what a segment says of a term: ascending rows, those deleted since among them. */
  read(segment: Segment, term: string, into: Postings): void {
    // An input of an unfinished merge may have been emptied.
    if (segment.firstLeaf === 0) return;
    const wanted = Buffer.from(MAIN + term);
    // The lowest bit tells something else.
    const page = Math.floor(Number(this.#page.get(segment.id, wanted)?.pgno ?? 0) / 2);
    const number = Math.max(page, segment.firstLeaf);
    const leaf = this.#leafAt(segment, number);
    const found = find(leaf, wanted);
    if (found !== undefined) this.#doclist(segment, number, leaf, found, into);
  }

  #leafAt(segment: Segment, number: number): Leaf {
    const bytes = this.#leaf.get(segment.id * LEAVES_A_SEGMENT + number)?.block;
    if (!(bytes instanceof Uint8Array) || bytes.length < LEAF_HEADER) throw new UnreadableIndex('a leaf is missing');
    return { bytes, end: shortAt(bytes, 2), firstRow: shortAt(bytes, 0) };
  }

  /** Rows with the sizes of their positions and the positions, one for each time; over as many leaves as it takes. */
  #doclist(segment: Segment, from: number, firstLeaf: Leaf, span: Span, into: Postings): void {
    let { bytes, end } = firstLeaf;
    let { start: at, end: listEnd } = span;
    let row = 0;
    let times = 0;
    /** Bytes of positions that stand on the next leaf. */
    let missing = 0;
    for (let number = from; ; ) {
      const until = Math.min(listEnd, end);
      // The first row of a list and of each leaf stands for itself, the others as the distance from the one before.
      let base = 0;
      while (at < until) {
        let value = 0;
        let byte = bytes[at++] ?? 0;
        for (; byte >= 128; byte = bytes[at++] ?? 0) value = (value + (byte & 127)) * 128;
        row = base + value + byte;
        base = row;
        value = 0;
        for (byte = bytes[at++] ?? 0; byte >= 128; byte = bytes[at++] ?? 0) value = (value + (byte & 127)) * 128;
        // Twice the size; the lowest bit is a flag.
        const stop = at + ((value + byte) >>> 1);
        times = 0;
        for (const last = Math.min(stop, end); at < last; at++) if ((bytes[at] ?? 0) < 128) times++;
        missing = stop - at;
        if (missing === 0) into.add(row, times);
      }
      if (listEnd <= end || ++number > segment.lastLeaf) return;
      const leaf = this.#leafAt(segment, number);
      ({ bytes, end } = leaf);
      if (missing > 0) {
        at = LEAF_HEADER;
        for (const last = Math.min(at + missing, end); at < last; at++, missing--) {
          if ((bytes[at] ?? 0) < 128) times++;
        }
        if (missing === 0) into.add(row, times);
      }
      listEnd = end < bytes.length ? new Cursor(bytes, end).varint() : Number.POSITIVE_INFINITY;
      at = leaf.firstRow === 0 ? Math.min(listEnd, end) : leaf.firstRow;
    }
  }
}

type Span = { readonly start: number; readonly end: number };

/** Where the doclist of a term begins on its leaf, and where the next term begins (beyond the leaf when there is none). */
function find({ bytes, end }: Leaf, wanted: Uint8Array): Span | undefined {
  const footer = new Cursor(bytes, end);
  const content = new Cursor(bytes, 0);
  /** How many bytes of the term before are those of the wanted one. */
  let matched = 0;
  let start = 0;
  while (footer.at < bytes.length) {
    const isFirst = footer.at === end;
    start += footer.varint();
    content.at = start;
    const kept = isFirst ? 0 : content.varint();
    // Terms ascend: one that shares less with the one before stands behind the wanted one.
    if (kept < matched) return undefined;
    if (kept > matched) continue;
    const added = content.varint();
    const stop = content.at + added;
    while (content.at < stop && bytes[content.at] === wanted[matched]) {
      content.at++;
      matched++;
    }
    if (content.at < stop) {
      if ((bytes[content.at] ?? 0) > (wanted[matched] ?? -1)) return undefined;
    } else if (matched === wanted.length) {
      return { start: stop, end: footer.at < bytes.length ? start + footer.varint() : Number.POSITIVE_INFINITY };
    }
  }
  return undefined;
}

const shortAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

/** Reads variable-length integers one behind the other. */
class Cursor {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  varint(): number {
    let value = 0;
    let byte = this.#bytes[this.at++] ?? 0;
    for (; byte >= 128; byte = this.#bytes[this.at++] ?? 0) value = (value + (byte & 127)) * 128;
    return value + byte;
  }
}
