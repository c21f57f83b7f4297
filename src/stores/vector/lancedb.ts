import { join } from 'node:path';
import { type FilterDialect, numberToken, speak } from '../../core/screen.ts';
import { defineVectorStore, type VectorIndex, type VectorRecord } from '../../core/vector-index.ts';
import { payloadOf } from './_payload.ts';
import { firstOf } from './_settings.ts';

const LIMITS = { upsert: 1000, delete: 1000, query: 10_000 };
const PAGE = 10_000;
const PACKAGE = '@lancedb/lancedb';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const anyOf = (tokens: readonly string[]): string => `array_has_any(tokens, [${tokens.map(quoted).join(', ')}])`;

/** DataFusion's SQL. Columns are fixed: ranges ask for a number, and the catalogue for which. */
export const lancedbDialect: FilterDialect<string> = {
  and: (parts) => `(${parts.join(' AND ')})`,
  or: (parts) => `(${parts.join(' OR ')})`,
  has: anyOf,
  lacks: (tokens) => `(NOT ${anyOf(tokens)})`,
  range: (field) => anyOf([numberToken(field)]),
};

/** What we use of the package, which is not among our dependencies: it weighs 470 MB. */
type Row = Readonly<Record<string, unknown>>;
type Query = {
  select(columns: readonly string[]): Query;
  where(sql: string): Query;
  limit(count: number): Query;
  offset(count: number): Query;
  toArray(): Promise<readonly Row[]>;
};
type Table = {
  query(): Query & { nearestTo(vector: Float32Array): Query & { distanceType(type: 'cosine'): Query } };
  mergeInsert(on: string): { whenNotMatchedInsertAll(): { execute(rows: readonly Row[]): Promise<unknown> } };
  delete(sql: string): Promise<unknown>;
  countRows(): Promise<number>;
};
type Database = {
  tableNames(): Promise<readonly string[]>;
  openTable(name: string): Promise<Table>;
  createTable(name: string, rows: readonly Row[]): Promise<Table>;
  dropTable(name: string): Promise<unknown>;
  close(): void;
};
export type LanceLibrary = { connect(uri: string, options?: Row): Promise<Database> };

const NOBODY = 'nobody';

const rowOf = (record: VectorRecord): Row => {
  const { tokens, document, source, text, ...rest } = payloadOf(record);
  const vector = Array.from(record.vector);
  return { id: record.id, vector, document, source, text, payload: JSON.stringify(rest), tokens: ['*', ...tokens] };
};

export function lancedbIndex(database: Database): VectorIndex {
  return {
    async ensure({ name, dimensions }) {
      if ((await database.tableNames()).includes(name)) return;
      // The columns are told from a first row, which then goes.
      const place = { document: '', source: '', ordinal: 0, start: 0, end: 0, text: '', metadata: {} };
      const vector = new Float32Array(dimensions);
      const table = await database.createTable(name, [rowOf({ id: NOBODY, vector, ...place })]);
      await table.delete(`id = '${NOBODY}'`);
    },
    async upsert({ name }, records) {
      const table = await database.openTable(name);
      await table.mergeInsert('id').whenNotMatchedInsertAll().execute(records.map(rowOf));
    },
    async delete({ name }, ids) {
      const table = await database.openTable(name);
      await table.delete(`id IN (${ids.map(quoted).join(', ')})`);
    },
    async query({ name }, { vector, limit, filter }) {
      const table = await database.openTable(name);
      const where = speak(filter, lancedbDialect);
      const nearest = table.query().nearestTo(vector).distanceType('cosine');
      const rows = await (where === undefined ? nearest : nearest.where(where))
        .select(['id', '_distance'])
        .limit(limit)
        .toArray();
      return rows.map(({ id, _distance }) => ({ id: String(id), score: 1 - Number(_distance) }));
    },
    async *ids({ name }) {
      const table = await database.openTable(name);
      for (let offset = 0; ; offset += PAGE) {
        const rows = await table.query().select(['id']).limit(PAGE).offset(offset).toArray();
        if (rows.length > 0) yield rows.map(({ id }) => String(id));
        if (rows.length < PAGE) return;
      }
    },
    count: async ({ name }) => (await database.openTable(name)).countRows(),
    async drop({ name }) {
      if ((await database.tableNames()).includes(name)) await database.dropTable(name);
    },
    close: async () => database.close(),
  };
}

export default defineVectorStore({
  id: 'lancedb',
  name: 'LanceDB',
  docs: 'https://lancedb.com/docs',
  packages: [PACKAGE],
  env: ['LANCEDB_URI', 'LANCEDB_API_KEY'],
  hasFolder: true,
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    // Seen by no type checker: a user installs it, or not.
    const library = (await import(PACKAGE)) as LanceLibrary;
    const apiKey = firstOf(settings, ['LANCEDB_API_KEY']);
    const uri = settings.url ?? firstOf(settings, ['LANCEDB_URI']) ?? join(settings.home, 'lancedb');
    return lancedbIndex(await library.connect(uri, apiKey === undefined ? {} : { apiKey }));
  },
});
