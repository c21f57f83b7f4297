import type { DatabaseSync } from 'node:sqlite';
import type { ChunkScore } from '../../core/store.ts';
import { type Lengths, lengthsOf } from './lengths.ts';
import { placeOf, placesOf } from './places.ts';
import { Postings, PostingsReader, type Segment, segmentsOf, UnreadableIndex } from './postings.ts';
import { numberIn } from './rows.ts';
import { readTotals } from './term-totals.ts';
import { named } from './vectors.ts';

/** As in FTS5, so that the scores are those of its bm25(), which takes ten times as long. */
const K1 = 1.2;
const B = 0.75;
const LEAST_WEIGHT = 1e-6;

/**
 * Terms that are one word to FTS5's tokenizer too, and unchanged: they are looked up in its index. Any other (don't, 3.5, a
 * script of which nothing stands here) is left to FTS5, which costs time and nothing else.
 */
const ONE_WORD = /^[0-9a-zß-öø-ÿıœđħłŋŧά-ρσ-ώа-яё-џґא-תء-غف-يٱ-ۓ۰-۹٠-٩अ-हก-ฮぁ-ゖァ-ヺー一-龥가-힣]+$/u;

export const isOneWord = (term: string): boolean => ONE_WORD.test(term);

type Index = { readonly reader: PostingsReader; readonly segments: readonly Segment[] };

/** What is remembered of one state of the file. */
type State = {
  readonly database: DatabaseSync;
  readonly version: number;
  readonly lengths: Lengths;
  /** Of each chunk: its score, while a query is answered, and the part of BM25's divisor that is its own. */
  readonly scores: Float64Array;
  readonly norms: Float64Array;
  /** Absent when FTS5's tables are of a format not known here. */
  readonly index: Index | undefined;
};

type KeywordQuery = {
  readonly terms: readonly string[];
  readonly limit: number;
  /** The keys of the chunks that a filter lets through, ascending. */
  readonly allowed?: readonly number[];
};

/** BM25 over the terms of a collection. */
export class KeywordLeg {
  #state: State | undefined;
  readonly #postings = new Postings();

  /** To be called when this process has changed the file. */
  forget(): void {
    this.#state = undefined;
  }

  /** Best first; ties in the order of insertion. `version` tells one state of the file from another. */
  search(database: DatabaseSync, version: number, query: KeywordQuery): readonly ChunkScore[] {
    const state = this.#stateOf(database, version);
    try {
      for (const term of query.terms) {
        if (state.index !== undefined && isOneWord(term)) this.#addWord(state, state.index, term);
        else addPhrase(state, term);
      }
      const { keys } = state.lengths;
      return named(
        database,
        best(state, query).map((place) => ({ key: keys[place] ?? 0, score: state.scores[place] ?? 0 })),
      );
    } catch (error) {
      if (!(error instanceof UnreadableIndex)) throw error;
      // FTS5 reads it after all, or says what is wrong.
      this.#state = { ...state, index: undefined };
    } finally {
      state.scores.fill(0);
    }
    return this.search(database, version, query);
  }

  #stateOf(database: DatabaseSync, version: number): State {
    if (this.#state?.version === version && this.#state.database === database) return this.#state;
    const lengths = lengthsOf(database);
    const totals = readTotals(database);
    const segments = totals && segmentsOf(database);
    const mean = totals === undefined ? 1 : totals.words / totals.rows;
    this.#state = {
      database,
      version,
      lengths,
      scores: new Float64Array(lengths.keys.length),
      norms: Float64Array.from(lengths.words, (words) => K1 * (1 - B + (B * words) / mean)),
      index: segments && { reader: new PostingsReader(database), segments },
    };
    return this.#state;
  }

  #addWord({ lengths, norms, scores }: State, index: Index, word: string): void {
    const postings = this.#postings;
    postings.count = 0;
    for (const segment of index.segments) {
      const from = postings.count;
      index.reader.read(segment, word, postings);
      keepLive(postings, from, segment, lengths);
    }
    const { rows: places, times, count } = postings;
    const weight = weightOf(count, lengths.keys.length);
    for (let at = 0; at < count; at++) {
      const place = places[at] ?? 0;
      const often = times[at] ?? 0;
      scores[place] = (scores[place] ?? 0) + weight * ((often * (K1 + 1)) / (often + (norms[place] ?? 0)));
    }
  }
}

const weightOf = (found: number, rows: number): number => {
  const weight = Math.log((rows - found + 0.5) / (found + 0.5));
  return weight <= 0 ? LEAST_WEIGHT : weight;
};

/** Makes places of the rows from there on, and leaves out those that were deleted since the segment was written. */
function keepLive(postings: Postings, from: number, { oldest, newest }: Segment, { keys, origins }: Lengths): void {
  const { rows, times } = postings;
  let kept = from;
  let place = 0;
  for (let at = from; at < postings.count; at++) {
    const key = rows[at] ?? 0;
    place = placeOf(keys, key, place);
    const origin = origins[place] ?? 0;
    if (keys[place] !== key || origin < oldest || origin > newest) continue;
    rows[kept] = place;
    times[kept++] = times[at] ?? 0;
  }
  postings.count = kept;
}

/** One term at a time is what bm25() adds up for several. */
function addPhrase({ database, lengths, scores }: State, term: string): void {
  const rows = database
    .prepare('SELECT rowid AS key, bm25(terms) AS score FROM terms WHERE terms MATCH ?')
    .iterate(`"${term.replaceAll('"', '""')}"`);
  for (const row of rows) {
    const key = numberIn(row, 'key');
    const place = placeOf(lengths.keys, key, 0);
    if (lengths.keys[place] === key) scores[place] = (scores[place] ?? 0) - numberIn(row, 'score');
  }
}

/** The places of the highest scores above nothing; of equal ones the first. */
function best({ scores, lengths }: State, { limit, allowed }: KeywordQuery): readonly number[] {
  const byScore = (left: number, right: number) => (scores[right] ?? 0) - (scores[left] ?? 0) || left - right;
  const places = allowed && placesOf(lengths.keys, allowed);
  const count = places?.length ?? scores.length;
  let found: number[] = [];
  let least = 0;
  for (let at = 0; at < count; at++) {
    const place = places === undefined ? at : (places[at] ?? 0);
    if ((scores[place] ?? 0) <= least) continue;
    found.push(place);
    if (found.length < limit * 4) continue;
    found = found.sort(byScore).slice(0, limit);
    least = scores[found.at(-1) ?? 0] ?? 0;
  }
  return found.sort(byScore).slice(0, limit);
}
