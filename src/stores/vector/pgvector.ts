import type { Pool } from 'pg';
import type { Comparison } from '../../core/filter.ts';
import { type FilterDialect, speak } from '../../core/screen.ts';
import { defineVectorStore, type VectorIndex } from '../../core/vector-index.ts';
import { payloadOf } from './_payload.ts';
import { required } from './_settings.ts';

const LIMITS = { upsert: 500, delete: 5000, query: 10_000 };
const PAGE = 5000;
/** A `vector` column is indexed up to 2000 dimensions, `halfvec` up to 4000; beyond that it is read through. */
const VECTOR_DIMENSIONS = 2000;
const HALFVEC_DIMENSIONS = 4000;

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const satisfies Record<Comparison, string>;

/** A condition with its values in order; `?` stands for each of them. */
export type PgCondition = { readonly sql: string; readonly values: readonly unknown[] };

const joined = (operator: string, parts: readonly PgCondition[]): PgCondition => ({
  sql: `(${parts.map(({ sql }) => sql).join(` ${operator} `)})`,
  values: parts.flatMap(({ values }) => values),
});

/** SQL over a table with `tokens text[]` and `numbers jsonb`. */
export const pgvectorDialect: FilterDialect<PgCondition> = {
  and: (parts) => joined('AND', parts),
  or: (parts) => joined('OR', parts),
  has: (tokens) => ({ sql: 'tokens && ?::text[]', values: [tokens] }),
  lacks: (tokens) => ({ sql: 'NOT (tokens && ?::text[])', values: [tokens] }),
  range: (field, by, value) => ({
    sql: `coalesce((numbers ->> ?)::float8 ${COMPARISONS[by]} ?::float8, false)`,
    values: [field, value],
  }),
};

/** Numbers the values from `from` on: `$2`, `$3`, … */
const numbered = (sql: string, from: number): string => {
  let next = from;
  return sql.replaceAll('?', () => `$${next++}`);
};

const literal = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** PostgreSQL keeps no NUL in a text. */
const withoutNul = (text: string): string => text.replaceAll('\0', '\u{fffd}');

function columns(dimensions: number): { readonly type: string; readonly operators: string | undefined } {
  if (dimensions <= VECTOR_DIMENSIONS) return { type: 'vector', operators: 'vector_cosine_ops' };
  if (dimensions <= HALFVEC_DIMENSIONS) return { type: 'halfvec', operators: 'halfvec_cosine_ops' };
  return { type: 'vector', operators: undefined };
}

const UNDEFINED_TABLE = '42P01';
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE;

function pgvectorIndex(pool: Pool): VectorIndex {
  return {
    async ensure({ name, dimensions }) {
      const { type, operators } = columns(dimensions);
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        // CREATE … IF NOT EXISTS of two sessions at once may still collide.
        await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', ['llmkit']);
        await client.query('CREATE EXTENSION IF NOT EXISTS vector');
        await client.query(`CREATE TABLE IF NOT EXISTS "${name}" (
          id uuid PRIMARY KEY, embedding ${type}(${dimensions}) NOT NULL, document text NOT NULL, source text NOT NULL,
          ordinal integer NOT NULL, page integer, start_at integer NOT NULL, end_at integer NOT NULL, text text NOT NULL,
          metadata jsonb NOT NULL, tokens text[] NOT NULL, numbers jsonb NOT NULL)`);
        await client.query(`CREATE INDEX IF NOT EXISTS "${name}_tokens" ON "${name}" USING gin (tokens)`);
        if (operators !== undefined) {
          await client.query(
            `CREATE INDEX IF NOT EXISTS "${name}_hnsw" ON "${name}" USING hnsw (embedding ${operators})`,
          );
        }
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        client.release();
      }
    },
    async upsert({ name, dimensions }, records) {
      const { type } = columns(dimensions);
      const rows = records.map((record) => {
        const { page, text, document, source, ...rest } = payloadOf(record);
        const safe = { text: withoutNul(text), document: withoutNul(document), source: withoutNul(source) };
        return { ...rest, ...safe, metadata: undefined, page, id: record.id, embedding: literal(record.vector) };
      });
      const metadata = records.map((record) => JSON.stringify(record.metadata).replaceAll('\\u0000', '\\ufffd'));
      await pool.query(
        `INSERT INTO "${name}" (id, embedding, document, source, ordinal, page, start_at, end_at, text, metadata, tokens, numbers)
        SELECT (r ->> 'id')::uuid, (r ->> 'embedding')::${type}, r ->> 'document', r ->> 'source', (r ->> 'ordinal')::int,
          (r ->> 'page')::int, (r ->> 'start')::int, (r ->> 'end')::int, r ->> 'text', m::jsonb,
          ARRAY(SELECT jsonb_array_elements_text(r -> 'tokens')), r -> 'numbers'
        FROM unnest($1::jsonb[], $2::text[]) AS given (r, m)
        ON CONFLICT (id) DO NOTHING`,
        [rows.map((row) => JSON.stringify(row)), metadata],
      );
    },
    async delete({ name }, ids) {
      await pool.query(`DELETE FROM "${name}" WHERE id = ANY($1::uuid[])`, [ids]);
    },
    async query({ name, dimensions }, { vector, limit, filter }) {
      const where = speak(filter, pgvectorDialect);
      const { type } = columns(dimensions);
      const client = await pool.connect();
      try {
        await client.query('BEGIN READ ONLY');
        // Without it a filter that few rows pass leaves an HNSW scan with too few hits.
        await client.query(
          `SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', $1, true)`,
          [String(Math.min(1000, Math.max(200, limit)))],
        );
        const { rows } = await client.query<{ id: string; score: number }>(
          `SELECT id, 1 - (embedding <=> $1::${type}) AS score FROM "${name}"
          ${where === undefined ? '' : `WHERE ${numbered(where.sql, 3)}`} ORDER BY embedding <=> $1::${type} LIMIT $2`,
          [literal(vector), limit, ...(where?.values ?? [])],
        );
        await client.query('COMMIT');
        return rows;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        client.release();
      }
    },
    async *ids({ name }) {
      for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
        const { rows } = await pool.query<{ id: string }>(
          `SELECT id FROM "${name}" WHERE id > $1::uuid ORDER BY id LIMIT ${PAGE}`,
          [last],
        );
        const final = rows.at(-1);
        if (final === undefined) return;
        yield rows.map(({ id }) => id);
        last = final.id;
      }
    },
    async count({ name }) {
      const { rows } = await pool.query<{ count: string }>(`SELECT count(*) FROM "${name}"`);
      return Number(rows[0]?.count);
    },
    async drop({ name }) {
      try {
        await pool.query(`DROP TABLE "${name}"`);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    close: () => pool.end(),
  };
}

export default defineVectorStore({
  id: 'pgvector',
  name: 'PostgreSQL with pgvector',
  docs: 'https://github.com/pgvector/pgvector',
  packages: ['pg'],
  env: ['PGVECTOR_URL', 'DATABASE_URL', 'POSTGRES_URL'],
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    const connectionString =
      settings.url ?? required('pgvector', settings, ['PGVECTOR_URL', 'DATABASE_URL', 'POSTGRES_URL']);
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString, max: 4, connectionTimeoutMillis: 15_000, query_timeout: 120_000 });
    // An idle connection that the server closed is replaced; without a listener it would end the process.
    pool.on('error', () => {});
    return pgvectorIndex(pool);
  },
});
