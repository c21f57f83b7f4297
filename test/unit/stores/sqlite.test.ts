import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { CollectionStore, StoredChunk, StoreWrite } from '../../../src/core/store.ts';
import { createSqliteStores, type SqliteStores } from '../../../src/stores/sqlite.ts';

const { signal } = new AbortController();
const manifest = {
  embedModel: 'test/model',
  dimensions: 2,
  distance: 'cosine',
  tokenizer: 't',
  languages: ['english'],
} as const;

function documentOf(
  id: string,
  metadata: Readonly<Record<string, unknown>>,
  word = id,
  vector?: Float32Array,
): StoreWrite['documents'][number] {
  const text = `text of ${word}`;
  const chunk: StoredChunk = {
    id: `${id}#0`,
    ordinal: 0,
    start: 0,
    end: text.length,
    text,
    terms: ['text', 'of', word],
    vector,
  };
  return {
    document: { id, source: id, text, mimeType: 'text/plain', pages: [], metadata, contentHash: id, settingsHash: 's' },
    chunks: [chunk],
  };
}

let home: string;
let stores: SqliteStores;
let store: CollectionStore;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-store-'));
  stores = createSqliteStores({ home, clock: systemClock });
  store = await stores.open('local', 'notes', { create: true });
});
afterEach(async () => {
  await stores.close();
  rmSync(home, { recursive: true, force: true });
});

const found = async (filter: Readonly<Record<string, unknown>>): Promise<readonly string[]> =>
  (await store.keyword({ terms: ['text'], limit: 100, filter })).map(({ id }) => id.slice(0, -2)).sort();

describe('filters', () => {
  beforeEach(() =>
    store.write(
      {
        manifest,
        documents: [
          documentOf('a', { year: 2020, lang: 'en', tags: ['x', 'y'], draft: false, "o'k; DROP TABLE documents": 1 }),
          documentOf('b', { year: 2022, lang: 'de', tags: ['y'], draft: true, 'a.b': 'dotted' }),
          documentOf('c', { year: 2024, lang: 'en', nested: { year: 2022 }, empty: null }),
        ],
      },
      signal,
    ),
  );

  it.each([
    [{ lang: 'en' }, ['a', 'c']],
    [{ year: 2022 }, ['b']],
    [{ year: '2022' }, []],
    [{ draft: true }, ['b']],
    [{ draft: 1 }, []],
    [{ tags: 'y' }, ['a', 'b']],
    [{ lang: { $in: ['de', 'fr'] } }, ['b']],
    [{ lang: { $in: [] } }, []],
    [{ lang: { $nin: ['de'] } }, ['a', 'c']],
    [{ lang: { $ne: 'en' } }, ['b']],
    [{ year: { $gt: 2020, $lte: 2024 } }, ['b', 'c']],
    [{ year: { $gte: 2024 } }, ['c']],
    [{ year: { $lt: 2022 } }, ['a']],
    [{ tags: { $exists: true } }, ['a', 'b']],
    [{ tags: { $exists: false } }, ['c']],
    [{ empty: { $exists: false } }, ['a', 'b', 'c']],
    [{ $or: [{ year: 2020 }, { year: 2024 }] }, ['a', 'c']],
    [{ $and: [{ lang: 'en' }, { year: { $gt: 2020 } }] }, ['c']],
    [{ $not: { lang: 'en' } }, ['b']],
    [{ nested: 2022 }, []],
    [{ 'a.b': 'dotted' }, ['b']],
    [{ "o'k; DROP TABLE documents": 1 }, ['a']],
    [{}, ['a', 'b', 'c']],
  ])('%j finds %j', async (filter, ids) => {
    expect(await found(filter)).toEqual(ids);
  });

  it.each([
    { lang: { $regex: '.*' } },
    { $where: '1' },
    { $or: [] },
    { lang: {} },
    { lang: { $in: 'en' } },
    { 'quo"te': 1 },
    { year: { $gt: true } },
    { $and: [{ lang: [1] }] },
  ])('refuses %j', async (filter) => {
    await expect(found(filter)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('vectors', () => {
  const angle = (degrees: number) =>
    Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

  it('finds the nearest, and among those that the filter leaves', async () => {
    const documents = [10, 20, 80].map((degrees) => documentOf(`d${degrees}`, { degrees }, 'w', angle(degrees)));
    await store.write({ manifest, documents }, signal);
    const all = await store.vector({ vector: angle(22), limit: 2 });
    expect(all.map(({ id }) => id)).toEqual(['d20#0', 'd10#0']);
    expect(all[0]?.score).toBeCloseTo(Math.cos((2 * Math.PI) / 180));
    expect(
      (await store.vector({ vector: angle(22), limit: 2, filter: { degrees: { $gt: 20 } } })).map(({ id }) => id),
    ).toEqual(['d80#0']);
  });

  it('finds the nearest of many by their signatures, as exactly as by reading all', async () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed / 2 ** 31 - 0.5;
    };
    const unit = () => {
      const vector = Float32Array.from({ length: 64 }, random);
      const length = Math.hypot(...vector);
      return vector.map((value) => value / length);
    };
    const vectors = Array.from({ length: 5_200 }, unit);
    const documents = vectors.map((vector, index) => documentOf(`d${index}`, { odd: index % 2 }, 'w', vector));
    await store.write({ manifest: { ...manifest, dimensions: 64 }, documents }, signal);
    const target = vectors[4321] ?? new Float32Array();
    const near = target.map((value, index) => value + (vectors[1]?.[index] ?? 0) * 0.3);
    expect((await store.vector({ vector: near, limit: 5 }))[0]?.id).toBe('d4321#0');
    expect(
      (await store.vector({ vector: near, limit: 5, filter: { odd: 0 } })).some(({ id }) => id === 'd4321#0'),
    ).toBe(false);
  });

  it('refuses vectors of another length, though the model is called the same', async () => {
    await store.write({ manifest, documents: [documentOf('a', {}, 'a', Float32Array.of(1, 0))] }, signal);
    const longer = documentOf('b', {}, 'b', Float32Array.of(1, 0, 0));
    const writing = store.write({ manifest: { ...manifest, dimensions: 3 }, documents: [longer] }, signal);
    await expect(writing).rejects.toMatchObject({ code: 'conflict' });
    expect((await store.manifest())?.dimensions).toBe(2);
    expect((await store.counts()).documents).toBe(1);
  });

  it('refuses vectors of two models in one collection', async () => {
    await store.write({ manifest, documents: [documentOf('a', {}, 'a', angle(1))] }, signal);
    const other = { ...manifest, embedModel: 'test/other' };
    await expect(
      store.write({ manifest: other, documents: [documentOf('b', {}, 'b', angle(2))] }, signal),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(store.vector({ vector: Float32Array.of(1, 0, 0), limit: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await store.counts()).toEqual({ documents: 1, chunks: 1, vectors: 1 });
  });
});

describe('one file, several users', () => {
  it('shows a reader what another connection has committed, vectors included', async () => {
    const others = createSqliteStores({ home, clock: systemClock });
    const other = await others.open('local', 'notes', { create: false });
    const vector = Float32Array.of(1, 0);
    expect(await other.vector({ vector, limit: 5 })).toEqual([]);
    await store.write({ manifest, documents: [documentOf('a', {}, 'a', vector)] }, signal);
    expect((await other.vector({ vector, limit: 5 })).map(({ id }) => id)).toEqual(['a#0']);
    await others.close();
  });

  it('waits for another writer instead of failing', async () => {
    const file = join(home, 'collections', 'local', 'notes.sqlite');
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const writing = store.write({ manifest, documents: [documentOf('a', {})] }, signal);
    other.exec('COMMIT');
    other.close();
    await writing;
    expect(await store.counts()).toEqual({ documents: 1, chunks: 1, vectors: 0 });
  });

  it('stops waiting when the call is cancelled', async () => {
    const other = new DatabaseSync(join(home, 'collections', 'local', 'notes.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const controller = new AbortController();
    const writing = store.write({ manifest, documents: [documentOf('a', {})] }, controller.signal);
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    other.close();
  });

  it('leaves no ghost to a process that still holds a dropped collection, and sees a new one of that name', async () => {
    const others = createSqliteStores({ home, clock: systemClock });
    const other = await others.open('local', 'notes', { create: false });
    await store.write({ manifest, documents: [documentOf('a', {})] }, signal);
    expect(await other.counts()).toMatchObject({ documents: 1 });
    await stores.drop('local', 'notes', signal);
    await expect(other.counts()).rejects.toMatchObject({ code: 'not_found' });
    const again = await stores.open('local', 'notes', { create: true });
    await again.write({ manifest, documents: [documentOf('b', {})] }, signal);
    expect((await other.keyword({ terms: ['text'], limit: 9 })).map(({ id }) => id)).toEqual(['b#0']);
    await others.close();
  });
});

describe('a file that was tampered with', () => {
  const reopened = async (tamper: (database: DatabaseSync) => void): Promise<CollectionStore> => {
    await store.write({ manifest, documents: [documentOf('a', {}), documentOf('b', {})] }, signal);
    await stores.close();
    const database = new DatabaseSync(join(home, 'collections', 'local', 'notes.sqlite'));
    tamper(database);
    database.close();
    return stores.open('local', 'notes', { create: false });
  };

  it('marks documents that lost index rows, so that the next run writes them again', async () => {
    const again = await reopened((database) => database.exec('DELETE FROM terms WHERE rowid = 1'));
    const prints = await again.fingerprints();
    expect(prints.get('a')?.contentHash).toBe('');
    expect(prints.get('b')?.contentHash).toBe('b');
    expect(again.notes.join()).toContain('1 documents had lost index rows');
  });

  it('removes index rows without a chunk', async () => {
    const again = await reopened((database) => database.exec(`INSERT INTO terms (rowid, words) VALUES (99, 'ghost')`));
    expect(await again.keyword({ terms: ['ghost'], limit: 9 })).toEqual([]);
    expect(again.notes.join()).toContain('without a chunk');
  });

  it('refuses a file of a newer version', async () => {
    const again = await reopened((database) => database.exec('PRAGMA user_version = 99'));
    await expect(again.counts()).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('names', () => {
  it.each(['../up', 'a/b', '', '.hidden', 'nul', 'com1.txt', 'x'.repeat(61), 'a\0b', 'dot.'])(
    'refuses %j',
    async (name) => {
      await expect(stores.open('local', name, { create: true })).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );

  it('keeps tenants apart, whatever they are called', async () => {
    await store.write({ manifest, documents: [documentOf('a', {})] }, signal);
    for (const tenant of ['../local', 'LOCAL', 'local/../local', 'other', 'h-1', 'Ünïcode', 'local ']) {
      expect(await stores.list(tenant)).toEqual([]);
      await expect(stores.open(tenant, 'notes', { create: false })).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await stores.list('local')).toEqual(['notes']);
  });
});

describe('BM25 scores', () => {
  const terms = ['text', 'b', 'c'];
  const scores = (of: CollectionStore) => of.keyword({ terms, limit: 10 });
  const wordy = (id: string, word: string) => documentOf(id, {}, word);

  it('are those of a fresh collection after updates and deletions', async () => {
    const fresh = await stores.open('local', 'fresh', { create: true });
    await fresh.write({ manifest, documents: [wordy('b', 'b'), wordy('c', 'c'), wordy('d', 'd')] }, signal);
    await store.write({ manifest, documents: [wordy('a', 'b'), wordy('b', 'b'), wordy('c', 'x')] }, signal);
    for (const word of ['y', 'z', 'c']) await store.write({ manifest, documents: [wordy('c', word)] }, signal);
    await store.write({ manifest, documents: [wordy('d', 'd')] }, signal);
    await store.remove(['a'], signal);
    expect(await scores(store)).toEqual(await scores(fresh));
  });

  it('are mended when a file that counted deleted rows is opened', async () => {
    await store.write({ manifest, documents: [wordy('a', 'b'), wordy('b', 'b'), wordy('c', 'c')] }, signal);
    const before = await scores(store);
    await stores.close();
    const file = join(home, 'collections', 'local', 'notes.sqlite');
    const database = new DatabaseSync(file);
    database.exec("INSERT INTO terms (rowid, words) VALUES (99, 'one two three'); DELETE FROM terms WHERE rowid = 99");
    database.close();
    stores = createSqliteStores({ home, clock: systemClock });
    store = await stores.open('local', 'notes', { create: false });
    expect(await scores(store)).toEqual(before);
  });
});
