import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { CollectionStore, StoreWrite } from '../../../src/core/store.ts';
import { isOneWord } from '../../../src/stores/sqlite/keyword.ts';
import { Postings, PostingsReader, segmentsOf } from '../../../src/stores/sqlite/postings.ts';
import { createSqliteStores, type SqliteStores } from '../../../src/stores/sqlite.ts';

const { signal } = new AbortController();
const manifest = { distance: 'cosine', tokenizer: 't', languages: ['english'] } as const;

let home: string;
let stores: SqliteStores;
let store: CollectionStore;
/** Another connection to the file, as another process would have it. */
let other: DatabaseSync;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-keyword-'));
  stores = createSqliteStores({ home, clock: systemClock });
  store = await stores.open('local', 'words', { create: true });
  other = new DatabaseSync(join(home, 'collections', 'local', 'words.sqlite'));
});
afterEach(async () => {
  other.close();
  await stores.close();
  rmSync(home, { recursive: true, force: true });
});

/** The full scoring: every match by FTS5's own bm25(). */
function reference(terms: readonly string[], limit: number, only = '1'): readonly { id: string; score: number }[] {
  return other
    .prepare(
      `SELECT c.id, hit.score FROM (SELECT rowid AS key, bm25(terms) AS score FROM terms WHERE terms MATCH ?) AS hit
      JOIN chunks c ON c.key = hit.key JOIN documents d ON d.key = c.document WHERE ${only}
      ORDER BY hit.score, c.key LIMIT ?`,
    )
    .all(terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' OR '), limit)
    .map(({ id, score }) => ({ id: String(id), score: -Number(score) }));
}

/** Ids and order exactly; scores but for the last digits, where a processor may fuse what another rounds twice. */
const rounded = (scores: readonly { readonly id: string; readonly score: number }[]) =>
  scores.map(({ id, score }) => `${id} ${score.toPrecision(9)}`);

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed * 0x9e3779b1 + 1;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39) + 0x6d2b79f5;
    return ((state >>> 0) / 2 ** 32) * below;
  };
}

/** Few words are common, many rare; some of them FTS5 takes apart, or would fold. */
const ODD = ['dont', "don't", 'don', 't', '3.5', '3', '5', 'ὅτι', 'x_y', '東京', 'ς', 'STRASSE', '—', '"', 'ab', 'abc'];
const wordOf = (random: Random): string => {
  const rank = Math.floor(400 ** random(1));
  return ODD[rank - 20] ?? `w${rank.toString(36)}`;
};

function documentOf(random: Random): StoreWrite['documents'][number] {
  const id = `d${Math.floor(random(60))}`;
  const chunks = Array.from({ length: 1 + Math.floor(random(3)) }, (_, ordinal) => {
    // Now and then a chunk whose positions of one word go over pages.
    const long = random(40) < 1 ? Array.from({ length: 3_000 }, () => 'w1') : [];
    const terms = [...Array.from({ length: 1 + Math.floor(random(30)) }, () => wordOf(random)), ...long];
    return { id: `${id}#${ordinal}`, ordinal, start: 0, end: 1, text: 't', terms };
  });
  const metadata = { parity: Number(id.slice(1)) % 2 };
  const document = { id, source: id, text: '', mimeType: 'text/plain', pages: [], metadata };
  return { document: { ...document, contentHash: 'h', settingsHash: 's' }, chunks };
}

const setting = (name: string, value: number): void => {
  other.prepare('INSERT INTO terms (terms, rank) VALUES (?, ?)').run(name, BigInt(value));
};

/** What could not be read would be asked of FTS5, and no comparison would notice: here it throws. */
function readAll(terms: readonly string[]): void {
  const reader = new PostingsReader(other);
  const postings = new Postings();
  const segments = segmentsOf(other);
  if (segments === undefined) throw new Error('the index is of an unknown format');
  for (const term of terms) for (const segment of segments) reader.read(segment, term, postings);
}

async function change(random: Random): Promise<void> {
  const kind = random(10);
  if (kind < 6) {
    const documents = Array.from({ length: 1 + Math.floor(random(12)) }, () => documentOf(random));
    await store.write({ manifest, documents }, signal);
  } else if (kind < 8) {
    // Often the last ones, so that their keys come back.
    const last = other.prepare('SELECT id FROM documents ORDER BY key DESC LIMIT 2').all();
    const any = Array.from({ length: Math.floor(random(6)) }, () => `d${Math.floor(random(60))}`);
    await store.remove([...last.map(({ id }) => String(id)), ...any], signal);
  } else if (kind < 9) {
    setting('merge', Math.floor(random(20)) - 5);
  } else if (random(4) < 1) {
    other.exec("INSERT INTO terms (terms) VALUES ('optimize')");
  }
}

describe('the keyword leg', () => {
  // Small pages: lists, and the positions of one row, go on from one to the next, and merges are left unfinished.
  it.each([
    [1, 4_050],
    [2, 32],
    [3, 100],
    [4, 100],
    [5, 300],
    [6, 4_050],
  ])(
    'finds and scores as FTS5 does, whatever was written and deleted before (%i, pages of %i bytes)',
    async (seed, page) => {
      const random = randomFrom(seed);
      setting('pgsz', page);
      setting('usermerge', 2);
      for (let step = 0; step < 40; step++) {
        await change(random);
        const terms = [...new Set(Array.from({ length: 1 + Math.floor(random(6)) }, () => wordOf(random)))];
        readAll(terms);
        const limit = 1 + Math.floor(random(60));
        expect(rounded(await store.keyword({ terms, limit }))).toEqual(rounded(reference(terms, limit)));
        const filtered = await store.keyword({ terms, limit, filter: { parity: 1 } });
        const only = "json_extract(d.metadata, '$.parity') = 1";
        expect(rounded(filtered)).toEqual(rounded(reference(terms, limit, only)));
      }
    },
  );

  it('tells of a damaged index as FTS5 would', async () => {
    const random = randomFrom(7);
    await store.write({ manifest, documents: Array.from({ length: 50 }, () => documentOf(random)) }, signal);
    other.enableDefensive?.(false);
    other.exec('DELETE FROM terms_data WHERE id > 10');
    await expect(store.keyword({ terms: ['w1'], limit: 9 })).rejects.toMatchObject({
      code: 'internal',
      hint: expect.stringContaining('index its sources again'),
    });
  });

  it('looks up itself only what FTS5 takes for one word, letter by letter', () => {
    const letters = Array.from({ length: 0x10000 }, (_, code) => String.fromCodePoint(code)).filter(isOneWord);
    const insert = other.prepare('INSERT INTO terms (rowid, words) VALUES (?, ?)');
    other.exec('BEGIN');
    for (const [at, letter] of letters.entries()) insert.run(at + 1, `a${letter}b`);
    other.exec("COMMIT; CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, terms, 'row')");
    const words = other.prepare('SELECT term FROM temp.vocabulary').all();
    expect(new Set(words.map(({ term }) => term))).toEqual(new Set(letters.map((letter) => `a${letter}b`)));
    expect(letters.length).toBeGreaterThan(30_000);
  });
});
