import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Allowed, UNIVERSE, wordOf } from './plan.ts';
import { embeddingOf, type Server, type World } from './world.ts';

type Hit = { readonly id: string; readonly document: string; readonly text: string };

/** Document → the version that the server gives; 0 where it has none. */
export async function storedVersions(server: Server, collection: string): Promise<ReadonlyMap<string, number>> {
  const versions = UNIVERSE.map(async (id): Promise<[string, number]> => {
    const { isError, text, structured } = await server.call('rag_get', { collection, document: id });
    if (isError && !text.includes('has no document')) throw new Error(text);
    const [span] = (structured.spans ?? []) as readonly { readonly text: string }[];
    return [id, span === undefined ? 0 : Number(/unique\w+v(\d+)/u.exec(span.text)?.[1])];
  });
  return new Map(await Promise.all(versions));
}

/** What a collection answers wrongly: every version that may not be there is not found, every one that is there is. */
export async function wrongAnswers(
  server: Server,
  collection: string,
  {
    allowed,
    versions,
    note,
  }: { readonly allowed: Allowed; readonly versions: ReadonlyMap<string, number>; readonly note?: string },
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const search = async (query: string, mode: 'keyword' | 'vector', top_k: number): Promise<readonly Hit[]> => {
    const { isError, text, structured } = await server.call('rag_search', { collection, query, mode, top_k });
    if (isError) wrong.push(text);
    const notes = (structured.notes ?? []) as readonly string[]; // by the tool's schema
    wrong.push(...notes.filter((each) => note === undefined || !each.includes(note)));
    return (structured.hits ?? []) as readonly Hit[]; // by the tool's schema
  };
  const byWord = [...versions].flatMap(([id, version]) =>
    [...new Set([...(allowed.get(id) ?? []), version])]
      .filter((each) => each > 0)
      .map(async (each) => {
        const hits = await search(wordOf(id, each), 'keyword', 1);
        const isFound = hits.some(({ document }) => document === id);
        if (isFound !== (each === version)) wrong.push(`${wordOf(id, each)} found: ${isFound}`);
      }),
  );
  await Promise.all(byWord);
  const { structured } = await server.call('rag_collections', { collection });
  const [info] = (structured.collections ?? []) as readonly { documents: number; chunks: number }[];
  const stored = [...versions].filter(([, version]) => version > 0);
  if (info?.documents !== stored.length) wrong.push(`${info?.documents} documents counted, ${stored.length} stored`);
  const near = await search('Document with the word', 'vector', 100);
  if (new Set(near.map(({ id }) => id)).size !== near.length) wrong.push('a chunk is found twice');
  if (near.length !== info?.chunks) wrong.push(`${near.length} vectors found, of ${info?.chunks} chunks`);
  for (const { document, text } of near) {
    if (!text.includes(wordOf(document, versions.get(document) ?? 0))) wrong.push(`a vector of an older ${document}`);
  }
  return wrong;
}

const isSame = (left: ArrayLike<number>, right: readonly number[]): boolean =>
  left.length === right.length && right.every((value, place) => Math.abs(value - (left[place] ?? 0)) < 1e-5);

/** What is wrong in a collection's file, and in its index, whoever asks. `isSettled`: no move may have left anything. */
export function damage(world: World, collection: string, isSettled: boolean): readonly string[] {
  const database = new DatabaseSync(join(world.home, 'collections', 'local', `${collection}.sqlite`));
  try {
    const faults: string[] = [];
    const expectEmpty = (what: string, sql: string): void => {
      const row = database.prepare(sql).get();
      if (row !== undefined) faults.push(`${collection}: ${what}: ${JSON.stringify(row)}`);
    };
    const [check] = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {});
    if (check !== 'ok') faults.push(`${collection}: ${check}`);
    expectEmpty('foreign keys', 'PRAGMA foreign_key_check');
    expectEmpty('chunk without words', 'SELECT key FROM chunks EXCEPT SELECT id FROM terms_docsize');
    expectEmpty('words without a chunk', 'SELECT id FROM terms_docsize EXCEPT SELECT key FROM chunks');
    expectEmpty('chunk without vector', 'SELECT key FROM chunks EXCEPT SELECT chunk FROM vectors');
    const value = (key: string): Readonly<Record<string, string>> => {
      const row = database.prepare('SELECT value FROM manifest WHERE key = ?').get(key);
      return row === undefined ? {} : JSON.parse(String(row.value));
    };
    const model = value('manifest').embedModel ?? '';
    const rows = database
      .prepare('SELECT c.key, c.id, c.text, v.vector FROM chunks c JOIN vectors v ON v.chunk = c.key')
      .all();
    const expected = new Map(rows.map(({ key, text }) => [Number(key), embeddingOf(model, String(text))]));
    for (const { key, id, vector } of rows) {
      const floats = new Float32Array(Uint8Array.from(vector instanceof Uint8Array ? vector : []).buffer);
      if (!isSame(floats, expected.get(Number(key)) ?? []))
        faults.push(`${collection}: the vector of ${id} by ${model}`);
    }
    const { name: place } = value('place');
    if (isSettled && place !== undefined) {
      const points = world.qdrant.collections.get(place);
      const records = database.prepare('SELECT id, chunk FROM records').all();
      if (records.length !== rows.length || points?.size !== rows.length) {
        faults.push(`${collection}: ${rows.length} vectors, ${records.length} records, ${points?.size} points`);
      }
      for (const { id, chunk } of records) {
        const point = points?.get(String(id));
        if (!isSame(point?.vector ?? [], expected.get(Number(chunk)) ?? [])) faults.push(`${collection}: point ${id}`);
      }
    }
    const hasTables = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'outbox'`).get() !== undefined;
    if (isSettled && hasTables) {
      expectEmpty('a move', `SELECT value FROM manifest WHERE key = 'move'`);
      for (const table of ['outbox', 'retired']) expectEmpty(table, `SELECT * FROM ${table} LIMIT 1`);
      if (place === undefined) expectEmpty('records', 'SELECT id FROM records LIMIT 1');
    }
    return faults;
  } finally {
    database.close();
  }
}

/** Files and indexes that belong to no collection, nor to a move that can still go on, and that nobody is about to delete. */
export function leftovers(world: World): readonly string[] {
  const files = readdirSync(join(world.home, 'collections', 'local'));
  const places = files
    .filter((file) => file.endsWith('.sqlite'))
    .flatMap((file) => {
      const database = new DatabaseSync(join(world.home, 'collections', 'local', file));
      const rows = database
        .prepare(`SELECT json_extract(value, '$.name') AS name FROM manifest WHERE key IN ('place', 'move')`)
        .all();
      const hasRetired = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'retired'`).get() !== undefined;
      if (hasRetired) rows.push(...database.prepare('SELECT name FROM retired').all());
      database.close();
      return rows.map(({ name }) => String(name));
    });
  return [
    ...files.filter((file) => !/\.sqlite(?:-wal|-shm)?$/u.test(file)),
    ...[...world.qdrant.collections.keys()].filter((name) => !places.includes(name)),
  ];
}
