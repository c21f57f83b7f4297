import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.ts';
import type { StoredChunk, Stores, StoreWrite } from '../../../src/core/store.ts';
import { createStores } from '../../../src/stores/stores.ts';
import { createFakeClock, type FakeClock } from '../../fake-clock.ts';
import { angle } from '../../support/vector/contract.ts';
import { FILTERED, FILTERS } from '../../support/vector/filters.ts';
import { createMemoryServer, unreachable } from '../../support/vector/memory-store.ts';

const { signal } = new AbortController();
const manifest = {
  embedModel: 'test/model',
  dimensions: 8,
  distance: 'cosine',
  tokenizer: 't',
  languages: ['english'],
} as const;

function documentOf(
  id: string,
  degrees: number,
  metadata: Readonly<Record<string, unknown>> = {},
): StoreWrite['documents'][number] {
  const text = `text of ${id}`;
  const chunk: StoredChunk = {
    id: `${id}#0`,
    ordinal: 0,
    start: 0,
    end: text.length,
    text,
    terms: ['text', id],
    vector: angle(degrees),
  };
  return {
    document: {
      id,
      source: id,
      text,
      mimeType: 'text/plain',
      pages: [],
      metadata,
      contentHash: id,
      settingsHash: 's'.repeat(32),
    },
    chunks: [chunk],
  };
}

let home: string;
let server: ReturnType<typeof createMemoryServer>;
let clock: FakeClock;
let stores: Stores;
const storesNow = (): Stores =>
  createStores({
    home,
    clock,
    log: silentLog,
    settings: () => ({ home, variable: (name) => (name === 'MEMORY_KEY' ? 'secret-canary' : undefined) }),
    definitions: server.definitions,
  });
/** As another process would find it. */
async function reopened(): Promise<Stores> {
  await stores.close();
  stores = storesNow();
  return stores;
}
const open = (name = 'notes') => clock.runUntil(stores.open('local', name, { create: false }));
const made = (name = 'notes') => clock.runUntil(stores.open('local', name, { create: true, store: 'memory' }));
const held = (): readonly string[] =>
  [...server.indexes.values()].flatMap((records) => [...records.values()].map(({ document }) => document)).sort();
const nearest = async (degrees: number, limit = 3): Promise<readonly string[]> => {
  const store = await open();
  const hits = await clock.runUntil(store.vector({ vector: angle(degrees), limit }));
  return hits.map(({ id }) => id.slice(0, -2));
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-indexed-'));
  server = createMemoryServer();
  clock = createFakeClock();
  stores = storesNow();
});
afterEach(async () => {
  await stores.close();
  rmSync(home, { recursive: true, force: true });
});

describe('a collection in a vector store', () => {
  it('keeps its store, and refuses another one, naming the way', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10)] }, signal);
    expect((await open()).store).toBe('memory');
    await expect(stores.open('local', 'notes', { create: true, store: 'sqlite' })).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('rag_migrate'),
    });
    await expect(stores.open('local', 'other', { create: true, store: 'memry' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('memory'),
    });
  });

  it('gives each tenant an index of its own, whose name tells nobody whose it is', async () => {
    for (const tenant of ['ann', 'bob']) {
      const store = await stores.open(tenant, 'notes', { create: true, store: 'memory' });
      await store.write({ manifest, documents: [documentOf(tenant, 10)] }, signal);
    }
    const names = [...server.indexes.keys()];
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^llmkit_[0-9a-f]{10}_[0-9a-f]{16}$/u);
    expect(names[0]?.slice(0, 17)).not.toBe(names[1]?.slice(0, 17));
  });

  it('finds by the index, follows updates and deletions, and scores exactly', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10), documentOf('b', 50), documentOf('c', 90)] }, signal);
    expect(await nearest(12)).toEqual(['a', 'b', 'c']);
    await store.write({ manifest, documents: [documentOf('a', 170)] }, signal);
    expect(await nearest(12)).toEqual(['b', 'c', 'a']);
    expect(await store.remove(['b'], signal)).toBe(1);
    expect(await nearest(12)).toEqual(['c', 'a']);
    expect(held()).toEqual(['a', 'c']);
    const [best] = await store.vector({ vector: angle(80), limit: 1 });
    expect(best?.score).toBeCloseTo(Math.cos((10 * Math.PI) / 180), 6);
    expect(server.operations).toContain('query');
  });

  it('deletes the index with the collection', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10)] }, signal);
    await stores.drop('local', 'notes', signal);
    expect(server.indexes.size).toBe(0);
    expect(await stores.list('local')).toEqual([]);
  });

  it.each(FILTERS.map(([filter, ids]) => ({ text: JSON.stringify(filter), filter, ids })))(
    'filters exactly: $text',
    async ({ filter, ids }) => {
      const store = await made();
      const documents = Object.entries(FILTERED).map(([id, metadata], number) => documentOf(id, number * 10, metadata));
      await store.write({ manifest, documents }, signal);
      const hits = await store.vector({ vector: angle(0), limit: 10, filter });
      expect(
        hits
          .map(({ id }) => id.slice(0, -2))
          .sort()
          .join(''),
      ).toBe(ids);
    },
  );

  it('asks for more when hits were deleted meanwhile, and is right where the index gives too few', async () => {
    const store = await made();
    const documents = Array.from({ length: 60 }, (_, number) =>
      documentOf(`d${number}`, number, { number: `n${number}` }),
    );
    await store.write({ manifest, documents }, signal);
    const filter = { number: { $gte: 'n50' } };
    const hits = await store.vector({ vector: angle(0), limit: 3, filter });
    expect(hits.map(({ id }) => id)).toEqual(['d6#0', 'd7#0', 'd8#0']);
    for (const records of server.indexes.values()) records.clear();
    expect(await nearest(30, 1)).toEqual(['d30']);
  });
});

describe('a vector store that cannot be reached', () => {
  it('costs no document: the write is kept, told, found at once, and caught up with later', async () => {
    const store = await made();
    server.fail(unreachable());
    await clock.runUntil(store.write({ manifest, documents: [documentOf('a', 10)] }, signal));
    expect(store.notes.join(' ')).toMatch(/1 vectors wait/u);
    expect(await nearest(10)).toEqual(['a']);
    server.fail(undefined);
    await store.write({ manifest, documents: [documentOf('b', 50)] }, signal);
    expect(held()).toEqual(['a', 'b']);
    expect(store.notes).toEqual([]);
  });

  it('never brings back what was deleted in the meantime', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10), documentOf('b', 50)] }, signal);
    server.fail(unreachable());
    await clock.runUntil(store.remove(['a'], signal));
    server.fail(undefined);
    expect(held()).toEqual(['a', 'b']);
    expect(await nearest(10)).toEqual(['b']);
    await reopened();
    expect(await nearest(10)).toEqual(['b']);
    expect(held()).toEqual(['b']);
  });

  it('is asked again three times, and a refused key at once is an error without the key', async () => {
    const store = await made();
    let count = 0;
    server.onOperation((operation) => {
      count += operation === 'upsert' ? 1 : 0;
      server.fail(operation === 'upsert' && count < 3 ? unreachable() : undefined);
    });
    await clock.runUntil(store.write({ manifest, documents: [documentOf('a', 10)] }, signal));
    expect([count, held()]).toEqual([3, ['a']]);
    server.onOperation(undefined);
    server.fail(Object.assign(new Error('key secret-canary is wrong'), { status: 401 }));
    await expect(store.write({ manifest, documents: [documentOf('b', 10)] }, signal)).rejects.toMatchObject({
      code: 'auth_rejected',
      message: 'memory: key [secret] is wrong',
    });
  });

  it('stops waiting when the call is cancelled, and goes on at the next one', async () => {
    const store = await made();
    const controller = new AbortController();
    server.onOperation((operation) => operation === 'upsert' && controller.abort());
    await expect(store.write({ manifest, documents: [documentOf('a', 10)] }, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    server.onOperation(undefined);
    await reopened();
    expect(await nearest(10)).toEqual(['a']);
    expect(held()).toEqual(['a']);
  });
});

describe('a store that is not there', () => {
  it('makes no collection of what cannot be kept', async () => {
    server.definitions.memory = async () => {
      const loaded = await createMemoryServer().definitions.memory?.();
      if (loaded === undefined) throw new Error('no store');
      return { default: { ...loaded.default, packages: ['no-such-package'] } };
    };
    await expect(stores.open('local', 'notes', { create: true, store: 'memory' })).rejects.toMatchObject({
      code: 'not_configured',
      hint: 'Run: npm install no-such-package',
    });
    expect(await stores.list('local')).toEqual([]);
  });

  it('keeps a collection that it cannot delete, and names the way out', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10)] }, signal);
    server.fail(unreachable());
    const dropped = stores.drop('local', 'notes', signal);
    await expect(clock.runUntil(dropped)).rejects.toMatchObject({
      code: 'network',
      message: 'memory cannot be reached. Nothing was deleted.',
      hint: expect.stringContaining('rag_migrate'),
    });
    expect(await nearest(10)).toEqual(['a']);
  });
});

describe('an index that has drifted from its catalogue', () => {
  it('is mended when it is opened, and the drift is told', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10), documentOf('b', 50)] }, signal);
    const [records] = server.indexes.values();
    const [lost] = records?.keys() ?? [];
    records?.delete(lost ?? '');
    records?.set('stray', {
      ...documentOf('x', 1).chunks[0],
      id: 'stray',
      vector: angle(1),
      document: 'x',
      source: 'x',
      metadata: {},
      ordinal: 0,
      start: 0,
      end: 1,
      text: 'x',
    });
    await reopened();
    const { notes } = await open();
    expect(held()).toEqual(['a', 'b']);
    expect(notes).toEqual([
      '1 vectors were missing in memory and were put back.',
      '1 vectors without a chunk were removed from memory.',
    ]);
  });

  it('is made again when somebody deleted it', async () => {
    const store = await made();
    await store.write({ manifest, documents: [documentOf('a', 10)] }, signal);
    server.indexes.clear();
    await clock.runUntil(store.write({ manifest, documents: [documentOf('b', 50)] }, signal));
    expect(await nearest(10)).toEqual(['a', 'b']);
    await reopened();
    await open();
    expect(held()).toEqual(['a', 'b']);
  });
});

describe('a store that shows writes late', () => {
  beforeEach(() => {
    server = createMemoryServer({ settlesMs: 60_000 });
    stores = storesNow();
  });

  it('is helped out by the catalogue until it shows them', async () => {
    const store = await made();
    server.lag(true);
    await store.write({ manifest, documents: [documentOf('a', 10), documentOf('b', 50)] }, signal);
    expect(await nearest(10)).toEqual(['a', 'b']);
    await store.remove(['a'], signal);
    expect(await nearest(10)).toEqual(['b']);
    // What is not shown yet is not taken for lost either.
    const before = server.operations.filter((operation) => operation === 'upsert').length;
    await reopened();
    await open();
    expect(server.operations.filter((operation) => operation === 'upsert').length).toBe(before);
    server.lag(false);
    await clock.advance(61_000);
    await reopened();
    expect((await open()).notes).toEqual([]);
    expect(await nearest(10)).toEqual(['b']);
  });
});
