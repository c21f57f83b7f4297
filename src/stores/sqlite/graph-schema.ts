import type { DatabaseSync } from 'node:sqlite';
import type { GraphKind } from '../../core/graph.ts';
import { textIn } from './rows.ts';

/**
 * Everything hangs on `graph_chunks`, which hangs on `chunks`: what deletes a document deletes, in the same transaction, its
 * mentions, entities that nobody else mentions, and each text that a model made with its help. Counts are kept by triggers.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS graph_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS graph_chunks (
    chunk INTEGER PRIMARY KEY REFERENCES chunks (key) ON DELETE CASCADE, hash TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS graph_entities (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, phrase TEXT NOT NULL, type TEXT NOT NULL,
    chunks INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS graph_entities_of_phrase ON graph_entities (phrase);
  CREATE TABLE IF NOT EXISTS graph_mentions (
    chunk INTEGER NOT NULL REFERENCES graph_chunks (chunk) ON DELETE CASCADE, entity INTEGER NOT NULL,
    name TEXT NOT NULL, times INTEGER NOT NULL, start INTEGER, end INTEGER, description TEXT,
    PRIMARY KEY (chunk, entity)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS graph_mentions_of_entity ON graph_mentions (entity, chunk);
  CREATE TABLE IF NOT EXISTS graph_relations (
    chunk INTEGER NOT NULL REFERENCES graph_chunks (chunk) ON DELETE CASCADE, source INTEGER NOT NULL,
    target INTEGER NOT NULL, description TEXT NOT NULL, strength REAL NOT NULL, PRIMARY KEY (chunk, source, target)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS graph_relations_of_source ON graph_relations (source);
  CREATE INDEX IF NOT EXISTS graph_relations_of_target ON graph_relations (target);
  CREATE TABLE IF NOT EXISTS graph_aliases (
    chunk INTEGER NOT NULL REFERENCES graph_chunks (chunk) ON DELETE CASCADE, alias TEXT NOT NULL, phrase TEXT NOT NULL,
    PRIMARY KEY (chunk, alias, phrase)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS graph_aliases_of_alias ON graph_aliases (alias);
  CREATE INDEX IF NOT EXISTS graph_aliases_of_phrase ON graph_aliases (phrase);
  CREATE TABLE IF NOT EXISTS graph_communities (
    id TEXT NOT NULL, level INTEGER NOT NULL, parent TEXT, members TEXT NOT NULL, PRIMARY KEY (level, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS graph_memos (hash TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS graph_memo_chunks (
    chunk INTEGER NOT NULL REFERENCES chunks (key) ON DELETE CASCADE, hash TEXT NOT NULL, PRIMARY KEY (chunk, hash)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS graph_cache (hash TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS graph_count_mention AFTER INSERT ON graph_mentions BEGIN
    UPDATE graph_entities SET chunks = chunks + 1 WHERE key = new.entity;
  END;
  CREATE TRIGGER IF NOT EXISTS graph_forget_mention AFTER DELETE ON graph_mentions BEGIN
    UPDATE graph_entities SET chunks = chunks - 1 WHERE key = old.entity;
    DELETE FROM graph_entities WHERE key = old.entity AND chunks = 0;
  END;
  CREATE TRIGGER IF NOT EXISTS graph_forget_memo AFTER DELETE ON graph_memo_chunks BEGIN
    DELETE FROM graph_memos WHERE hash = old.hash;
  END;
  CREATE TRIGGER IF NOT EXISTS graph_grows AFTER INSERT ON graph_chunks BEGIN
    UPDATE graph_state SET value = value + 1 WHERE key = 'version';
    DELETE FROM graph_communities;
  END;
  CREATE TRIGGER IF NOT EXISTS graph_shrinks AFTER DELETE ON graph_chunks BEGIN
    UPDATE graph_state SET value = value + 1 WHERE key = 'version';
    DELETE FROM graph_communities;
  END;
  INSERT OR IGNORE INTO graph_state (key, value) VALUES ('version', '0'), ('kind', 'none');
`;

export type GraphState = { readonly kind: GraphKind; readonly version: number };

/** Undefined where the collection never had a graph: it costs no table then. */
export function graphState(database: DatabaseSync): GraphState | undefined {
  const hasTables = database.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'graph_state'`).get();
  if (hasTables === undefined) return undefined;
  const rows = database.prepare('SELECT key, value FROM graph_state').all();
  const values = new Map(rows.map((row) => [textIn(row, 'key'), textIn(row, 'value')]));
  const kind = values.get('kind');
  return {
    kind: kind === 'keyless' || kind === 'llm' ? kind : 'none',
    version: Number(values.get('version')),
  };
}

/** Makes the tables. Going over to another kind forgets what the kind before had read, but not what a model once answered. */
export function beginGraph(database: DatabaseSync, kind: GraphKind): void {
  const before = graphState(database);
  if (before === undefined && kind === 'none') return;
  database.exec(TABLES);
  if (before?.kind === kind) return;
  dropGraph(database);
  database.exec(TABLES);
  if (kind === 'none') database.exec('DELETE FROM graph_cache;');
  database.prepare(`UPDATE graph_state SET value = ? WHERE key = 'kind'`).run(kind);
  database.exec(`UPDATE graph_state SET value = value + 1 WHERE key = 'version'`);
}

/** Whatever the graph holds of chunks, children first. Row by row, through the triggers, a large one would take minutes. */
function dropGraph(database: DatabaseSync): void {
  for (const table of [
    'mentions',
    'relations',
    'aliases',
    'chunks',
    'entities',
    'communities',
    'memo_chunks',
    'memos',
  ]) {
    database.exec(`DROP TABLE IF EXISTS graph_${table}`);
  }
}

/** The graph with all that was ever kept for it. */
export function eraseGraph(database: DatabaseSync): void {
  dropGraph(database);
  database.exec('DROP TABLE IF EXISTS graph_cache; DROP TABLE IF EXISTS graph_state;');
}
