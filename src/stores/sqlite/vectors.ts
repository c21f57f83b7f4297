import type { DatabaseSync } from 'node:sqlite';
import { ProviderError } from '../../core/errors.ts';
import type { ChunkScore } from '../../core/store.ts';
import { bytesIn, bytesSql, numbersIn, numbersSql } from './columns.ts';
import { textIn } from './rows.ts';
import { dot, floatsOf, type Signatures } from './signatures.ts';

/** Vectors read at once: more would cost memory, and gain nothing. */
const VECTORS_A_READ = 64;

type KeyScore = { readonly key: number; readonly score: number };

/** The signatures of all chunks that have a vector and came after that key. */
export function signaturesIn(database: DatabaseSync, after = 0): Signatures {
  const row = database
    .prepare(
      `SELECT ${numbersSql('chunk')} AS keys, ${bytesSql('signature')} AS bytes
      FROM (SELECT chunk, signature FROM vectors WHERE chunk > ? ORDER BY chunk)`,
    )
    .get(after);
  const { buffer, byteOffset, byteLength } = bytesIn(row?.bytes);
  return { keys: numbersIn(row?.keys), words: new Uint32Array(buffer, byteOffset, byteLength / 4) };
}

/** Exact cosines of those of the chunks that have a vector, best first; ties in the order of insertion. */
export function scored(database: DatabaseSync, vector: Float32Array, chunks: readonly number[]): readonly KeyScore[] {
  const statement = database.prepare(
    `SELECT ${numbersSql('chunk')} AS keys, ${bytesSql('vector')} AS bytes FROM (
      SELECT chunk, vector FROM vectors WHERE chunk IN (SELECT value FROM json_each(?)) ORDER BY chunk)`,
  );
  const scores: KeyScore[] = [];
  for (let from = 0; from < chunks.length; from += VECTORS_A_READ) {
    const row = statement.get(JSON.stringify(chunks.slice(from, from + VECTORS_A_READ)));
    const keys = numbersIn(row?.keys);
    const stored = floatsOf(bytesIn(row?.bytes));
    if (stored.length !== keys.length * vector.length)
      throw wrongDimensions(vector.length, stored.length / keys.length);
    for (const [at, key] of keys.entries()) {
      scores.push({ key, score: dot(vector, stored.subarray(at * vector.length, (at + 1) * vector.length)) });
    }
  }
  return scores.sort((left, right) => right.score - left.score || left.key - right.key);
}

/** The ids of what was scored; what has no chunk is left out. */
export function named(database: DatabaseSync, scores: readonly KeyScore[]): readonly ChunkScore[] {
  const row = database
    .prepare(
      'SELECT json_group_array(c.id) AS ids FROM json_each(?) AS wanted LEFT JOIN chunks c ON c.key = wanted.value',
    )
    .get(JSON.stringify(scores.map(({ key }) => key)));
  // An array of the column's values, made by SQLite.
  const ids = JSON.parse(row === undefined ? '[]' : textIn(row, 'ids')) as readonly (string | null)[];
  return scores.flatMap(({ score }, at) => {
    const id = ids[at] ?? undefined;
    return id === undefined ? [] : [{ id, score }];
  });
}

export const wrongDimensions = (got: number, stored?: number): ProviderError =>
  new ProviderError('conflict', {
    message: `The query's vector has ${got} dimensions${stored === undefined ? '' : `, the collection's have ${stored}`}.`,
    hint: 'Search with the embedding model that the collection was indexed with.',
  });
