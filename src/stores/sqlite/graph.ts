import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type {
  ChunkGraph,
  Community,
  Cooccurrence,
  EntityMention,
  EntityRelation,
  EntityRow,
  GraphKind,
  GraphStore,
  Neighbourhood,
  UnreadChunk,
} from '../../core/graph.ts';
import type { Filter } from '../../core/retrieval.ts';
import type { Connection } from './connection.ts';
import { compileFilter } from './filter.ts';
import { type Aliases, readAliases } from './graph-aliases.ts';
import { CooccurrenceCount } from './graph-cooccurrence.ts';
import { type Bounds, nodeOf, readNeighbourhood } from './graph-neighbourhood.ts';
import { beginGraph, graphState } from './graph-schema.ts';
import { writeChunkGraphs } from './graph-write.ts';
import { numberIn, type Row, textIn } from './rows.ts';

const NOTHING: Neighbourhood = { chunks: [], entities: [], mentions: [], relations: [] };
/** A phrase of one chunk joins nothing; one of a twentieth of all chunks is a word, not a name. */
const LEAST_CHUNKS = 2;
const MOST_SHARE = 0.05;
const MOST_CHUNKS = { floor: 10, ceiling: 1000 };

const NAMED = `e.id, e.phrase, e.type, e.chunks, (SELECT m.name FROM graph_mentions m WHERE m.entity = e.key
  GROUP BY m.name ORDER BY count(*) DESC, m.name LIMIT 1) AS name`;

/** The graph of a collection, in tables beside its chunks. A collection without one has none of the tables. */
export class SqliteGraph implements GraphStore {
  readonly #connection: Connection;
  #aliases: { readonly version: number; readonly value: Aliases } | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What is cached of one file says nothing about the file that replaced it. */
  forget(): void {
    this.#aliases = undefined;
  }

  async state() {
    return this.#connection.read((database) => {
      const state = graphState(database);
      if (state === undefined) return { kind: 'none' as const, version: 0, chunks: 0, entities: 0 };
      return { ...state, chunks: countOf(database, 'graph_chunks'), entities: countOf(database, 'graph_entities') };
    });
  }

  async begin(kind: GraphKind, signal: AbortSignal): Promise<void> {
    await this.#connection.write(signal, (database) => beginGraph(database, kind));
  }

  async unread(after: number, limit: number): Promise<readonly UnreadChunk[]> {
    return this.#read([], (database) =>
      database
        .prepare(
          `SELECT c.key, c.id, c.text, json_extract(d.metadata, '$.title') AS title
          FROM chunks c JOIN documents d ON d.key = c.document
          WHERE c.key > ? AND NOT EXISTS (SELECT 1 FROM graph_chunks g WHERE g.chunk = c.key) ORDER BY c.key LIMIT ?`,
        )
        .all(after, limit)
        .map((row) => ({
          key: numberIn(row, 'key'),
          id: textIn(row, 'id'),
          text: textIn(row, 'text'),
          title: typeof row.title === 'string' ? row.title : undefined,
        })),
    );
  }

  async write(
    read: readonly { readonly key: number; readonly hash: string; readonly graph: ChunkGraph }[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#connection.write(signal, (database) => writeChunkGraphs(database, read));
  }

  async cached(hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#read(new Map(), (database) => {
      const rows = database
        .prepare('SELECT hash, value FROM graph_cache WHERE hash IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(hashes));
      return new Map(rows.map((row) => [textIn(row, 'hash'), textIn(row, 'value')]));
    });
  }

  async cache(entries: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void> {
    await this.#connection.write(signal, (database) => {
      const add = database.prepare('INSERT OR REPLACE INTO graph_cache (hash, value) VALUES (?, ?)');
      for (const [hash, value] of entries) add.run(hash, value);
    });
  }

  async tidy(signal: AbortSignal): Promise<void> {
    if ((await this.state()).kind === 'none') return;
    await this.#connection.write(signal, (database) =>
      database.exec('DELETE FROM graph_cache WHERE hash NOT IN (SELECT hash FROM graph_chunks)'),
    );
  }

  async named(phrases: readonly string[]): Promise<ReadonlyMap<string, readonly EntityRow[]>> {
    return this.#read(new Map(), (database) => {
      const aliases = this.#aliasesOf(database);
      const found = new Map<string, EntityRow[]>();
      const meant = [...new Set(phrases.map((phrase) => aliases.canonical(phrase)))];
      for (const row of rowsWhere(database, 'phrase', meant))
        found.set(row.phrase, [...(found.get(row.phrase) ?? []), row]);
      const entries = phrases.map((phrase) => [phrase, found.get(aliases.canonical(phrase)) ?? []] as const);
      return new Map(entries.filter(([, rows]) => rows.length > 0));
    });
  }

  async entities(ids: readonly string[]): Promise<readonly EntityRow[]> {
    return this.#read([], (database) => rowsWhere(database, 'id', ids));
  }

  async topEntities(limit: number): Promise<readonly EntityRow[]> {
    return this.#read([], (database) =>
      database
        .prepare(`SELECT ${NAMED} FROM graph_entities e WHERE e.chunks <= ? ORDER BY e.chunks DESC, e.id LIMIT ?`)
        .all(boundsOf(database).most, limit)
        .map(rowOf),
    );
  }

  async oftenDescribed(least: number, limit: number): Promise<readonly string[]> {
    return this.#read([], (database) =>
      database
        .prepare(
          `SELECT e.id FROM graph_mentions m JOIN graph_entities e ON e.key = m.entity
          GROUP BY e.key HAVING count(DISTINCT m.description) >= ? ORDER BY e.chunks DESC, e.id LIMIT ?`,
        )
        .all(least, limit)
        .map((row) => textIn(row, 'id')),
    );
  }

  async mentions(entity: string, limit: number): Promise<readonly EntityMention[]> {
    return this.#read([], (database) =>
      database
        .prepare(
          `SELECT c.id AS chunk, m.name, m.times, m.start, m.end, m.description
          FROM graph_mentions m JOIN chunks c ON c.key = m.chunk
          WHERE m.entity IN (SELECT value FROM json_each(?)) ORDER BY m.times DESC, c.id LIMIT ?`,
        )
        .all(JSON.stringify(keysOf(database, this.#aliasesOf(database), [entity])), limit)
        .map(mentionOf),
    );
  }

  async relations(entities: readonly string[], limit: number): Promise<readonly EntityRelation[]> {
    return this.#read([], (database) => {
      const keys = JSON.stringify(keysOf(database, this.#aliasesOf(database), entities));
      return database
        .prepare(
          `SELECT s.id AS source, t.id AS target, r.description, r.strength, c.id AS chunk FROM graph_relations r
          JOIN graph_entities s ON s.key = r.source JOIN graph_entities t ON t.key = r.target
          JOIN chunks c ON c.key = r.chunk
          WHERE r.source IN (SELECT value FROM json_each(?)) ${entities.length > 1 ? 'AND' : 'OR'}
            r.target IN (SELECT value FROM json_each(?))
          ORDER BY r.strength DESC, c.id, s.id, t.id LIMIT ?`,
        )
        .all(keys, keys, limit)
        .map((row) => ({
          source: textIn(row, 'source'),
          target: textIn(row, 'target'),
          description: textIn(row, 'description'),
          strength: numberIn(row, 'strength'),
          chunk: textIn(row, 'chunk'),
        }));
    });
  }

  async neighbourhood(query: {
    readonly chunks: readonly string[];
    readonly entities: readonly string[];
    readonly limit: number;
    readonly rounds?: number;
    readonly filter?: Filter;
  }): Promise<Neighbourhood> {
    const condition = query.filter === undefined ? undefined : compileFilter(query.filter);
    return this.#read(NOTHING, (database) =>
      readNeighbourhood(database, { ...query, condition }, this.#aliasesOf(database), boundsOf(database)),
    );
  }

  async cooccurrence(limit: number): Promise<Cooccurrence> {
    if ((await this.state()).kind === 'none') return { entities: [], pairs: [] };
    const found = await this.#counted(limit, undefined);
    // In a small collection no two phrases meet twice: then what stands in one chunk is all there is to go by.
    return found.pairs.length > 0 ? found : this.#counted(limit, 1);
  }

  async #counted(limit: number, least: number | undefined): Promise<Cooccurrence> {
    const count = await this.#connection.read((database) => {
      const bounds = boundsOf(database);
      return new CooccurrenceCount(database, limit, this.#aliasesOf(database), {
        ...bounds,
        least: least ?? bounds.least,
      });
    });
    while (await this.#connection.read((database) => count.readLot(database))) await setImmediate();
    return this.#connection.read((database) => count.result(database));
  }

  async communities(): Promise<readonly Community[] | undefined> {
    return this.#read(undefined, (database) => {
      const rows = database.prepare('SELECT * FROM graph_communities ORDER BY level, id').all();
      return rows.length === 0 ? undefined : rows.map(communityOf);
    });
  }

  async keepCommunities(communities: readonly Community[], version: number, signal: AbortSignal): Promise<void> {
    await this.#connection.write(signal, (database) => {
      // The graph may have changed while they were computed: then they are of a graph that is no more.
      if (graphState(database)?.version !== version) return;
      database.exec('DELETE FROM graph_communities');
      const add = database.prepare('INSERT INTO graph_communities (id, level, parent, members) VALUES (?, ?, ?, ?)');
      for (const { id, level, parent, members } of communities)
        add.run(id, level, parent ?? null, JSON.stringify(members));
    });
  }

  async memo(hash: string): Promise<string | undefined> {
    return this.#read(undefined, (database) => {
      const row = database.prepare('SELECT value FROM graph_memos WHERE hash = ?').get(hash);
      return row === undefined ? undefined : textIn(row, 'value');
    });
  }

  async keepMemo(hash: string, value: string, chunks: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#connection.write(signal, (database) => {
      const wanted = [...new Set(chunks)];
      const keys = database
        .prepare('SELECT key FROM chunks WHERE id IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(wanted));
      // One of them was deleted while the model wrote: what it wrote may speak of it.
      if (keys.length !== wanted.length || keys.length === 0) return;
      database.prepare('INSERT OR REPLACE INTO graph_memos (hash, value) VALUES (?, ?)').run(hash, value);
      const add = database.prepare('INSERT OR IGNORE INTO graph_memo_chunks (chunk, hash) VALUES (?, ?)');
      for (const row of keys) add.run(numberIn(row, 'key'), hash);
    });
  }

  /** The version changes with every chunk that comes or goes, whoever wrote it. */
  #aliasesOf(database: DatabaseSync): Aliases {
    const version = graphState(database)?.version ?? 0;
    if (this.#aliases?.version !== version) this.#aliases = { version, value: readAliases(database) };
    return this.#aliases.value;
  }

  /** Reads where there is a graph; elsewhere there is nothing to read. */
  async #read<T>(nothing: T, work: (database: DatabaseSync) => T): Promise<T> {
    return this.#connection.read((database) => (graphState(database) === undefined ? nothing : work(database)));
  }
}

const countOf = (database: DatabaseSync, table: string): number =>
  Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

function boundsOf(database: DatabaseSync): Bounds {
  const share = Math.floor(countOf(database, 'graph_chunks') * MOST_SHARE);
  const most = Math.min(MOST_CHUNKS.ceiling, Math.max(MOST_CHUNKS.floor, share));
  // What a model has read is an entity already where it stands once.
  return { least: graphState(database)?.kind === 'llm' ? 1 : LEAST_CHUNKS, most };
}

/** The rows of the entities with those of their other names. */
function keysOf(database: DatabaseSync, aliases: Aliases, ids: readonly string[]): readonly number[] {
  const rows = database
    .prepare('SELECT key, phrase FROM graph_entities WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(ids));
  const others = rows.flatMap((row) => {
    const phrase = textIn(row, 'phrase');
    return aliases.group(phrase).filter((other) => other !== phrase);
  });
  const siblings =
    others.length === 0
      ? []
      : database
          .prepare('SELECT key FROM graph_entities WHERE phrase IN (SELECT value FROM json_each(?))')
          .all(JSON.stringify(others));
  return [...rows, ...siblings].map((row) => numberIn(row, 'key'));
}

const rowsWhere = (database: DatabaseSync, column: 'id' | 'phrase', values: readonly string[]): readonly EntityRow[] =>
  database
    .prepare(
      `SELECT ${NAMED} FROM graph_entities e WHERE e.${column} IN (SELECT value FROM json_each(?))
      ORDER BY e.chunks DESC, e.id`,
    )
    .all(JSON.stringify(values))
    .map(rowOf);

const rowOf = (row: Row): EntityRow => ({ ...nodeOf(row), name: textIn(row, 'name') });

const mentionOf = (row: Row): EntityMention => ({
  chunk: textIn(row, 'chunk'),
  name: textIn(row, 'name'),
  times: numberIn(row, 'times'),
  start: row.start === null ? undefined : numberIn(row, 'start'),
  end: row.end === null ? undefined : numberIn(row, 'end'),
  description: row.description === null ? undefined : textIn(row, 'description'),
});

const communityOf = (row: Row): Community => ({
  id: textIn(row, 'id'),
  level: numberIn(row, 'level'),
  parent: row.parent === null ? undefined : textIn(row, 'parent'),
  // Written by `keepCommunities` from a list of ids.
  members: JSON.parse(textIn(row, 'members')) as string[],
});
