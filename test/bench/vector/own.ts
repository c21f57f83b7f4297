import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { createRetrieval } from '../../../src/rag/retrieval.ts';
import { SqliteCollection } from '../../../src/stores/sqlite/collection.ts';
import { defaultHnsw, type HnswSettings } from '../../../src/stores/sqlite/hnsw/hnsw-search.ts';
import { createStores } from '../../../src/stores/stores.ts';
import { callOf, fileSources, receiptOf, textParser } from '../../support/retrieval.ts';
import {
  CHUNKS_A_DOCUMENT,
  type Data,
  DIMENSIONS,
  FILTERS,
  type FilterName,
  metadataOf,
  NEIGHBOURS,
  type QueryLength,
  queryText,
  termsOf,
} from './data.ts';
import type { Engine, EngineMaker } from './engine.ts';

const MODEL = 'bench/vectors';
const MANIFEST = {
  embedModel: MODEL,
  dimensions: DIMENSIONS,
  distance: 'cosine',
  tokenizer: 'bench',
  languages: ['english'],
} as const;

function documentsOf(data: Data, from: number, count: number) {
  const vectors = data.vectors(from, count);
  const starts = Array.from({ length: Math.ceil(count / CHUNKS_A_DOCUMENT) }, (_, at) => from + at * CHUNKS_A_DOCUMENT);
  return starts.map((start) => {
    const chunks = Array.from({ length: Math.min(CHUNKS_A_DOCUMENT, from + count - start) }, (_, ordinal) => {
      const row = start + ordinal;
      const terms = termsOf(row);
      const vector = vectors.subarray((row - from) * DIMENSIONS, (row - from + 1) * DIMENSIONS);
      return { id: String(row), ordinal, start: 0, end: 1, text: terms.join(' '), terms, vector };
    });
    const document = {
      id: `d${start}`,
      source: `d${start}`,
      text: chunks.map(({ text }) => text).join('\n'),
      mimeType: 'text/plain',
      pages: [],
      metadata: metadataOf(start),
      contentHash: `h${start}`,
      settingsHash: 's',
    };
    return { document, chunks };
  });
}

/** Our store, written through its own path and searched as `rag_search` does. */
export const own: EngineMaker = (folder, data) => ownWith(folder, data, defaultHnsw);

/** The same where usearch is not installed: all signatures are compared. */
export const ownWithoutIndex: EngineMaker = (folder, data) =>
  ownWith(folder, data, { ...defaultHnsw, load: async () => undefined });

async function ownWith(folder: string, data: Data, hnsw: HnswSettings): Promise<Engine> {
  const { signal } = new AbortController();
  const stores = createStores({
    home: folder,
    clock: systemClock,
    log: silentLog,
    hnsw,
    settings: () => ({ home: '', variable: () => undefined }),
  });
  const store = await stores.open('local', 'bench', { create: true });
  let query = 0;
  const embedder = {
    resolve: async () => MODEL,
    embed: async () => ({ result: { vectors: [data.query(query)], usage: {} }, receipt: receiptOf(MODEL) }),
  };
  const retrieval = createRetrieval({
    config: { home: folder },
    clock: systemClock,
    log: silentLog,
    documents: async () => textParser,
    sources: fileSources,
    embedder,
    stores,
  });
  const search = (mode: 'hybrid' | 'vector', index: number, filter: FilterName, length: QueryLength = 'short') => {
    query = index;
    const request = { collection: 'bench', query: queryText(index, data.rows, length), topK: NEIGHBOURS, mode };
    return retrieval.search({ ...request, filter: FILTERS[filter] }, callOf());
  };
  return {
    batch: (from, count) => {
      const documents = documentsOf(data, from, count);
      return () => store.write({ manifest: MANIFEST, documents }, signal);
    },
    // The first search of a large collection begins to build its index, beside the searches; here it is waited for.
    finish: async () => {
      await store.vector({ vector: data.query(0), limit: 1 });
      if (store instanceof SqliteCollection) await store.settled();
    },
    search: async (index, filter) => (await search('vector', index, filter)).hits.map(({ id }) => Number(id)),
    hybrid: async (index, filter, length) => {
      await search('hybrid', index, filter, length);
    },
    close: () => retrieval.close(),
  };
}

/** The same texts, terms and vectors in plain tables: the least that SQLite asks for them. */
export function bare(folder: string, data: Data): Engine {
  const database = new DatabaseSync(join(folder, 'bare.sqlite'));
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE documents (key INTEGER PRIMARY KEY, text TEXT, metadata TEXT);
    CREATE TABLE chunks (key INTEGER PRIMARY KEY, document INTEGER, text TEXT);
    CREATE TABLE vectors (chunk INTEGER PRIMARY KEY, vector BLOB);
    CREATE VIRTUAL TABLE terms USING fts5 (words, content = '');
  `);
  const addDocument = database.prepare('INSERT INTO documents (text, metadata) VALUES (?, ?)');
  const addChunk = database.prepare('INSERT INTO chunks (document, text) VALUES (?, ?)');
  const addTerms = database.prepare('INSERT INTO terms (rowid, words) VALUES (?, ?)');
  const addVector = database.prepare('INSERT INTO vectors VALUES (?, ?)');
  return {
    batch: (from, count) => {
      const documents = documentsOf(data, from, count);
      return () => write(documents);
    },
    close: () => database.close(),
  };

  function write(documents: ReturnType<typeof documentsOf>): void {
    database.exec('BEGIN');
    for (const { document, chunks } of documents) {
      const { lastInsertRowid: key } = addDocument.run(document.text, JSON.stringify(document.metadata));
      for (const { text, terms, vector } of chunks) {
        const { lastInsertRowid: chunk } = addChunk.run(key, text);
        addTerms.run(chunk, terms.join(' '));
        addVector.run(chunk, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
      }
    }
    database.exec('COMMIT');
  }
}
