import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ChunkGraph, GraphMention } from '../../core/graph.ts';
import { numberIn } from './rows.ts';

export type ReadChunk = { readonly key: number; readonly hash: string; readonly graph: ChunkGraph };

/** The id of an entity: the same for the same phrase and type wherever and whenever it is read. */
const entityId = ({ phrase, type }: Pick<GraphMention, 'phrase' | 'type'>): string =>
  createHash('sha256').update(`${type}\0${phrase}`).digest('hex').slice(0, 20);

/** Writes what was read of chunks that are still there. The caller holds the transaction. */
export function writeChunkGraphs(database: DatabaseSync, chunks: readonly ReadChunk[]): void {
  const exists = database.prepare('SELECT 1 FROM chunks WHERE key = ?');
  const forget = database.prepare('DELETE FROM graph_chunks WHERE chunk = ?');
  const addChunk = database.prepare('INSERT INTO graph_chunks (chunk, hash) VALUES (?, ?)');
  const addEntity = database.prepare('INSERT OR IGNORE INTO graph_entities (id, phrase, type) VALUES (?, ?, ?)');
  const entityKey = database.prepare('SELECT key FROM graph_entities WHERE id = ?');
  const addMention = database.prepare(
    'INSERT OR IGNORE INTO graph_mentions (chunk, entity, name, times, start, end, description) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const addRelation = database.prepare(
    'INSERT OR IGNORE INTO graph_relations (chunk, source, target, description, strength) VALUES (?, ?, ?, ?, ?)',
  );
  const addAlias = database.prepare('INSERT OR IGNORE INTO graph_aliases (chunk, alias, phrase) VALUES (?, ?, ?)');
  for (const { key, hash, graph } of chunks) {
    if (exists.get(key) === undefined) continue;
    forget.run(key);
    addChunk.run(key, hash);
    const keys = new Map<string, number>();
    for (const mention of graph.mentions) {
      const id = entityId(mention);
      addEntity.run(id, mention.phrase, mention.type);
      const row = entityKey.get(id);
      if (row === undefined) continue;
      const entity = numberIn(row, 'key');
      keys.set(id, entity);
      const { name, times, start, end, description } = mention;
      addMention.run(key, entity, name, times, start ?? null, end ?? null, description ?? null);
    }
    for (const { source, target, description, strength } of graph.relations) {
      const [from, to] = [keys.get(entityId(source)), keys.get(entityId(target))];
      if (from !== undefined && to !== undefined && from !== to) addRelation.run(key, from, to, description, strength);
    }
    for (const { alias, phrase } of graph.aliases) addAlias.run(key, alias, phrase);
  }
}
