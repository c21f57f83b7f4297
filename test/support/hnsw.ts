import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import type { StoreWrite } from '../../src/core/store.ts';
import type { SqliteCollection } from '../../src/stores/sqlite/collection.ts';
import type { HnswSettings } from '../../src/stores/sqlite/hnsw/hnsw-search.ts';
import { readRegistration } from '../../src/stores/sqlite/hnsw/registration.ts';
import { type Hnsw, loadHnsw } from '../../src/stores/sqlite/hnsw/usearch.ts';
import { createSqliteStores, type SqliteStores } from '../../src/stores/sqlite.ts';

const { signal } = new AbortController();
const DIMENSIONS = 64;
const DIRECTIONS = 12;
export const LEAST = 500;
export const manifest = {
  embedModel: 'test/model',
  dimensions: DIMENSIONS,
  distance: 'cosine',
  tokenizer: 't',
  languages: ['english'],
} as const;

/** A unit vector that is the same for the same seed. As those of texts, it has fewer directions than numbers. */
export function vectorOf(seed: number): Float32Array {
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

export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

export function documentOf(id: string, vector: Float32Array, metadata = {}): StoreWrite['documents'][number] {
  const chunk = { id: `${id}#0`, ordinal: 0, start: 0, end: 4, text: 'text', terms: ['text'], vector };
  const document = { id, source: id, text: 'text', mimeType: 'text/plain', pages: [], metadata };
  return { document: { ...document, contentHash: id, settingsHash: 's' }, chunks: [chunk] };
}

export const documents = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    documentOf(`d${from + at}`, vectorOf(from + at), { common: at % 10 > 0, rare: at % 50 }),
  );

/** The ten nearest of these documents, by the plain definition. */
export function nearest(vector: Float32Array, among: StoreWrite['documents']): readonly string[] {
  const cosine = (other: Float32Array | undefined) =>
    vector.reduce((sum, value, at) => sum + value * (other?.[at] ?? 0), 0);
  return among
    .map(({ document, chunks: [chunk] }) => ({ id: document.id, score: cosine(chunk?.vector) }))
    .sort((left, right) => right.score - left.score)
    .slice(0, 10)
    .map(({ id }) => id);
}

/** A collection with a small index, and what can be seen of it. */
export class HnswRig {
  readonly home = mkdtempSync(join(tmpdir(), 'llmkit-hnsw-'));
  readonly folder = join(this.home, 'collections', 'local', 'notes.hnsw');
  /** How often the index was asked, of whichever collection. */
  asked = 0;
  stores: SqliteStores;
  #store: SqliteCollection | undefined;

  /** The real library, counting what it is asked. */
  readonly counted = async (): Promise<Hnsw | undefined> => {
    const library = await loadHnsw();
    return library && { engine: library.engine, create: (dimensions) => this.#counting(library.create(dimensions)) };
  };

  constructor() {
    this.stores = this.another();
  }

  #counting(index: ReturnType<Hnsw['create']>): ReturnType<Hnsw['create']> {
    const search: typeof index.search = (...query) => {
      this.asked++;
      return index.search(...query);
    };
    return Object.assign(Object.create(index), { search, view: (file: string) => index.view(file) });
  }

  settings(load: HnswSettings['load'] = this.counted): HnswSettings {
    return { least: LEAST, stepSize: 1_000, load };
  }

  /** Stores of the same folder, as another process has them. */
  another(load?: HnswSettings['load']): SqliteStores {
    return createSqliteStores({ home: this.home, clock: systemClock, hnsw: this.settings(load) });
  }

  get store(): SqliteCollection {
    if (this.#store === undefined) throw new Error('not opened yet');
    return this.#store;
  }

  async open(): Promise<void> {
    this.#store = await this.stores.open('local', 'notes', { create: true });
  }

  /** Closes all and opens it again; `meanwhile` works on the files. */
  async reopen({ load, meanwhile }: { load?: HnswSettings['load']; meanwhile?: () => void } = {}): Promise<void> {
    await this.stores.close();
    meanwhile?.();
    this.stores = this.another(load);
    await this.open();
  }

  async end(): Promise<void> {
    await this.stores.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  files(): readonly string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }

  registered() {
    return this.store.connection.read((database) => readRegistration(database)?.index);
  }

  write(...all: StoreWrite['documents']): Promise<void> {
    return this.store.write({ manifest, documents: all }, signal);
  }

  async search(
    vector: Float32Array,
    { filter, of = this.store }: { filter?: Readonly<Record<string, unknown>>; of?: SqliteCollection } = {},
  ): Promise<readonly string[]> {
    return (await of.vector({ vector, limit: 10, filter })).map(({ id }) => id.slice(0, -2));
  }

  /** Searches once, and waits for what that has begun to build. */
  async built(of = this.store): Promise<void> {
    await this.search(vectorOf(-1), { of });
    await of.settled();
  }
}
