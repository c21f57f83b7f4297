import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { StoreWrite } from '../../../src/core/store.ts';
import type { SqliteCollection } from '../../../src/stores/sqlite/collection.ts';
import { readRegistration } from '../../../src/stores/sqlite/hnsw/registration.ts';
import { type Hnsw, loadHnsw } from '../../../src/stores/sqlite/hnsw/usearch.ts';
import { createSqliteStores, type SqliteStores } from '../../../src/stores/sqlite.ts';

const { signal } = new AbortController();
const DIMENSIONS = 64;
const DIRECTIONS = 12;
const LEAST = 500;
const manifest = {
  embedModel: 'test/model',
  dimensions: DIMENSIONS,
  distance: 'cosine',
  tokenizer: 't',
  languages: ['english'],
} as const;

/** A unit vector that is the same for the same seed. As those of texts, it has fewer directions than numbers. */
function vectorOf(seed: number): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const weights = Array.from({ length: DIRECTIONS }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  return unit(
    Float32Array.from({ length: DIMENSIONS }, (_, at) =>
      weights.reduce((sum, weight, direction) => sum + weight * Math.sin(at * (direction + 1) * 1.3 + direction), 0),
    ),
  );
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function documentOf(id: string, vector: Float32Array, metadata = {}): StoreWrite['documents'][number] {
  const chunk = { id: `${id}#0`, ordinal: 0, start: 0, end: 4, text: 'text', terms: ['text'], vector };
  const document = { id, source: id, text: 'text', mimeType: 'text/plain', pages: [], metadata };
  return { document: { ...document, contentHash: id, settingsHash: 's' }, chunks: [chunk] };
}

const documents = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    documentOf(`d${from + at}`, vectorOf(from + at), { common: at % 10 > 0, rare: at % 50 }),
  );

let home: string;
let stores: SqliteStores;
let store: SqliteCollection;
/** How often the index was asked, of whichever collection. */
let asked: number;

/** The real library, counting what it is asked. */
async function counted(): Promise<Hnsw | undefined> {
  const library = await loadHnsw();
  return (
    library && {
      engine: library.engine,
      create: (dimensions) => {
        const index = library.create(dimensions);
        const search: typeof index.search = (...query) => {
          asked++;
          return index.search(...query);
        };
        return Object.assign(Object.create(index), { search, view: (file: string) => index.view(file) });
      },
    }
  );
}

const opened = (load: () => Promise<Hnsw | undefined> = counted) =>
  createSqliteStores({ home, clock: systemClock, hnsw: { least: LEAST, load } });

const folder = () => join(home, 'collections', 'local', 'notes.hnsw');
const files = () => (existsSync(folder()) ? readdirSync(folder()) : []);
const registered = (of = store) => of.connection.read((database) => readRegistration(database)?.index);
const write = (...all: StoreWrite['documents']) => store.write({ manifest, documents: all }, signal);

const search = async (vector: Float32Array, filter?: Readonly<Record<string, unknown>>, of = store) =>
  (await of.vector({ vector, limit: 10, filter })).map(({ id }) => id.slice(0, -2));

/** The ten nearest of these documents, by the plain definition. */
function nearest(vector: Float32Array, among: StoreWrite['documents']): readonly string[] {
  const cosine = (other: Float32Array | undefined) =>
    vector.reduce((sum, value, at) => sum + value * (other?.[at] ?? 0), 0);
  return among
    .map(({ document, chunks: [chunk] }) => ({ id: document.id, score: cosine(chunk?.vector) }))
    .sort((left, right) => right.score - left.score)
    .slice(0, 10)
    .map(({ id }) => id);
}

/** Searches once, and waits for what that has begun to build. */
async function built(of = store): Promise<void> {
  await search(vectorOf(-1), undefined, of);
  await of.settled();
}

beforeEach(async () => {
  asked = 0;
  home = mkdtempSync(join(tmpdir(), 'llmkit-hnsw-'));
  stores = opened();
  store = await stores.open('local', 'notes', { create: true });
});
afterEach(async () => {
  await stores.close();
  rmSync(home, { recursive: true, force: true });
});

describe('an HNSW index', () => {
  it('is not made below its size', async () => {
    await write(...documents(0, LEAST - 1));
    await built();
    expect(files()).toEqual([]);
  });

  it('takes over from its size on, and finds what comparing all finds', async () => {
    const all = documents(0, LEAST + 200);
    await write(...all);
    await built();
    expect(asked).toBe(0);
    for (const seed of [-1, -2, -3, -4]) expect(await search(vectorOf(seed))).toEqual(nearest(vectorOf(seed), all));
    expect(asked).toBe(4);
    expect(await registered()).toMatchObject({ count: LEAST + 200, dimensions: DIMENSIONS });
  });

  it('is found again when the collection is opened again', async () => {
    await write(...documents(0, LEAST));
    await built();
    const before = await registered();
    await stores.close();
    stores = opened();
    store = await stores.open('local', 'notes', { create: false });
    expect((await search(vectorOf(7)))[0]).toBe('d7');
    expect(asked).toBe(1);
    expect(await registered()).toEqual(before);
  });

  describe('that is there', () => {
    beforeEach(async () => {
      await write(...documents(0, LEAST));
      await built();
    });

    it('shows what is added at once', async () => {
      await write(documentOf('new', vectorOf(9000)), documentOf('newer', vectorOf(9001)));
      expect((await search(vectorOf(9000)))[0]).toBe('new');
      expect((await search(vectorOf(9001)))[0]).toBe('newer');
      expect(asked).toBe(2);
    });

    it('never shows what was deleted', async () => {
      await store.remove(['d7'], signal);
      const found = await search(vectorOf(7));
      expect(found).toEqual(
        nearest(
          vectorOf(7),
          documents(0, LEAST).filter(({ document }) => document.id !== 'd7'),
        ),
      );
      expect(asked).toBe(1);
    });

    it('knows a document by its new vector alone', async () => {
      await write(documentOf('d7', vectorOf(9000)));
      expect((await search(vectorOf(9000)))[0]).toBe('d7');
      expect(await search(vectorOf(7))).not.toContain('d7');
    });

    it('does not take a new chunk for the last one, which was deleted', async () => {
      await store.remove([`d${LEAST - 1}`], signal);
      await write(documentOf('new', vectorOf(9000)));
      expect((await search(vectorOf(9000)))[0]).toBe('new');
      expect(await search(vectorOf(LEAST - 1))).not.toContain(`d${LEAST - 1}`);
    });

    it('finds enough where most of the nearest were deleted', async () => {
      const all = documents(0, LEAST);
      const gone = new Set(
        Array.from({ length: 30 }, () => '').flatMap((_, at) => nearest(vectorOf(-1), all.slice(at * 10))),
      );
      await store.remove([...gone], signal);
      const left = all.filter(({ document }) => !gone.has(document.id));
      expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), left));
    });

    it('is replaced when much of it was deleted', async () => {
      const before = await registered();
      await store.remove(
        documents(0, LEAST / 2).map(({ document }) => document.id),
        signal,
      );
      const left = documents(LEAST / 2, LEAST / 2);
      expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), left));
      await store.settled();
      const after = await registered();
      expect(after).toMatchObject({ count: LEAST / 2 });
      expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), left));
      expect(files()).toEqual([after?.file]);
      expect(after?.file).not.toBe(before?.file);
    });

    it('is extended when many have come', async () => {
      await write(...documents(LEAST, LEAST / 5));
      await built();
      expect(await registered()).toMatchObject({ count: LEAST * 1.2 });
      expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), documents(0, LEAST * 1.2)));
      expect(files()).toEqual([(await registered())?.file]);
    });

    it('is left until it is extended when more have come than it holds', async () => {
      await write(...documents(LEAST, LEAST * 2));
      expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), documents(0, LEAST * 3)));
      expect(asked).toBe(0);
      await store.settled();
      expect(await registered()).toMatchObject({ count: LEAST * 3 });
      await search(vectorOf(-1));
      expect(asked).toBe(1);
    });

    it.each([
      ['cut short', () => truncateSync(onlyFile(), 2_000)],
      ['empty', () => writeFileSync(onlyFile(), '')],
      ['missing', () => rmSync(onlyFile())],
      [
        'changed in one bit',
        () => {
          const bytes = readFileSync(onlyFile());
          bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
          writeFileSync(onlyFile(), bytes);
        },
      ],
      ['of something else', () => writeFileSync(onlyFile(), 'usearch'.repeat(4_000))],
    ])('is built anew when its file is %s', async (_, damage) => {
      const before = await registered();
      await stores.close();
      damage();
      stores = opened();
      store = await stores.open('local', 'notes', { create: false });
      await built();
      expect(asked).toBe(0);
      const after = await registered();
      expect(after?.file).not.toBe(before?.file);
      expect(files()).toEqual([after?.file]);
      expect((await search(vectorOf(7)))[0]).toBe('d7');
      expect(asked).toBe(1);
    });

    it('is built anew for another version of the library', async () => {
      const before = await registered();
      await stores.close();
      const newer = async () => {
        const library = await counted();
        return library && { ...library, engine: 'usearch 99.0.0' };
      };
      stores = opened(newer);
      store = await stores.open('local', 'notes', { create: false });
      await built();
      expect((await registered())?.file).not.toBe(before?.file);
    });

    it('goes with its collection', async () => {
      await stores.drop('local', 'notes', signal);
      expect(existsSync(folder())).toBe(false);
      store = await stores.open('local', 'notes', { create: true });
      await write(...documents(1000, 20));
      expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), documents(1000, 20)));
      expect(asked).toBe(0);
    });

    it('refuses a vector of another length, as without it', async () => {
      await expect(store.vector({ vector: Float32Array.of(1, 0), limit: 1 })).rejects.toMatchObject({
        code: 'conflict',
      });
    });
  });

  const onlyFile = () => join(folder(), files()[0] ?? '');

  it('answers under filters, broad and narrow, what comparing all answers', async () => {
    const all = documents(0, 6_000);
    await write(...all);
    await built();
    const kept = (name: 'common' | 'rare', value: unknown) =>
      all.filter(({ document }) => document.metadata[name] === value);
    expect(await search(vectorOf(-1), { common: true })).toEqual(nearest(vectorOf(-1), kept('common', true)));
    expect(asked).toBe(1);
    expect(await search(vectorOf(-1), { rare: 7 })).toEqual(nearest(vectorOf(-1), kept('rare', 7)));
    expect(asked).toBe(1);
  });

  it('gives way to the signatures where a broad filter keeps nothing of the neighbourhood', async () => {
    /** So near to each other that no other comes between them. */
    const close = (seed: number) => unit(vectorOf(seed).map((value, at) => value / 100 + (at === 0 ? 1 : 0)));
    const near = Array.from({ length: 600 }, (_, at) => documentOf(`near${at}`, close(at), { side: 'near' }));
    const far = Array.from({ length: 5_400 }, (_, at) => documentOf(`far${at}`, vectorOf(at), { side: 'far' }));
    await write(...near, ...far);
    await built();
    const found = await search(close(0), { side: 'far' });
    expect(asked).toBe(1);
    await stores.close();
    stores = opened(async () => undefined);
    store = await stores.open('local', 'notes', { create: false });
    expect(found).toEqual(await search(close(0), { side: 'far' }));
  });

  it('is not needed: without the package all are compared, and one search says what to install', async () => {
    await stores.close();
    stores = opened(async () => undefined);
    store = await stores.open('local', 'notes', { create: false });
    const all = documents(0, LEAST);
    await write(...all);
    expect(await search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), all));
    expect(store.notes).toEqual([expect.stringContaining('npm install usearch')]);
    await search(vectorOf(-1));
    expect(store.notes).toEqual([]);
    expect(files()).toEqual([]);
  });

  it('is not needed: where the library cannot run, all are compared, and one search says so', async () => {
    await stores.close();
    stores = opened(() => Promise.reject(new Error('wrong libc')));
    store = await stores.open('local', 'notes', { create: false });
    await write(...documents(0, LEAST));
    expect((await search(vectorOf(7)))[0]).toBe('d7');
    expect(store.notes).toEqual(['usearch cannot run here (wrong libc): all vectors are compared.']);
  });

  it('is not registered when the process ends while it is built', async () => {
    await write(...documents(0, 5_000));
    await search(vectorOf(-1));
    await stores.close();
    expect(existsSync(join(folder(), 'building'))).toBe(false);
    stores = opened();
    store = await stores.open('local', 'notes', { create: false });
    expect(await registered()).toBeUndefined();
    await built();
    expect(await registered()).toMatchObject({ count: 5_000 });
    expect(files()).toEqual([(await registered())?.file]);
  });

  it('is not built while another process builds it, and is when that one was killed', async () => {
    await write(...documents(0, LEAST));
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'building'), '');
    writeFileSync(join(folder(), 'left-by-it.usearch'), 'half an index');
    await built();
    expect(await registered()).toBeUndefined();
    await stores.close();
    utimesSync(join(folder(), 'building'), 1_000, 1_000);
    stores = opened();
    store = await stores.open('local', 'notes', { create: false });
    await built();
    expect(files()).toEqual([(await registered())?.file]);
  });

  it('is shared by two that have the collection open', async () => {
    const others = opened();
    try {
      const other = await others.open('local', 'notes', { create: false });
      await write(...documents(0, LEAST));
      await Promise.all([built(), built(other)]);
      await built(other);
      expect(files()).toEqual([(await registered())?.file]);
      await other.write({ manifest, documents: [documentOf('new', vectorOf(9000))] }, signal);
      await other.remove(['d7'], signal);
      expect((await search(vectorOf(9000)))[0]).toBe('new');
      expect(await search(vectorOf(7))).not.toContain('d7');
      expect((await search(vectorOf(9000), undefined, other))[0]).toBe('new');
      expect(asked).toBeGreaterThanOrEqual(3);
    } finally {
      await others.close();
    }
  });
});
