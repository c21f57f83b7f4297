import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { type FilterDialect, speak } from '../../core/screen.ts';
import { defineVectorStore, type VectorIndex } from '../../core/vector-index.ts';
import { payloadOf } from './_payload.ts';
import { firstOf, portOf, required, serverUrl } from './_settings.ts';

const LIMITS = { upsert: 200, delete: 1000, query: 10_000 };
const PAGE = 1000;

type Clause = Schemas['Condition'];

const tokenClause = (tokens: readonly string[]): Clause => ({ key: 'tokens', match: { any: [...tokens] } });

/** Qdrant's filter clauses: `must` is and, `should` is or. */
export const qdrantDialect: FilterDialect<Clause> = {
  and: (parts) => ({ must: [...parts] }),
  or: (parts) => ({ should: [...parts] }),
  has: tokenClause,
  lacks: (tokens) => ({ must_not: [tokenClause(tokens)] }),
  range: (field, by, value) => ({ key: `numbers.${field}`, range: { [by]: value } }),
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'status' in error && error.status === 404;

function qdrantIndex(client: QdrantClient): VectorIndex {
  return {
    async ensure({ name, dimensions }) {
      if ((await client.collectionExists(name)).exists) return;
      try {
        await client.createCollection(name, { vectors: { size: dimensions, distance: 'Cosine' } });
      } catch (error) {
        // Another process was first.
        if (!(await client.collectionExists(name)).exists) throw error;
      }
      await client.createPayloadIndex(name, { field_name: 'tokens', field_schema: 'keyword', wait: true });
    },
    async upsert({ name }, records) {
      await client.upsert(name, {
        wait: true,
        points: records.map((record) => ({
          id: record.id,
          vector: Array.from(record.vector),
          payload: payloadOf(record),
        })),
      });
    },
    async delete({ name }, ids) {
      await client.delete(name, { wait: true, points: [...ids] });
    },
    async query({ name }, { vector, limit, filter }) {
      const clause = speak(filter, qdrantDialect);
      const { points } = await client.query(name, {
        query: Array.from(vector),
        limit,
        with_payload: false,
        ...(clause === undefined ? {} : { filter: { must: [clause] } }),
      });
      return points.map(({ id, score }) => ({ id: String(id), score }));
    },
    async *ids({ name }) {
      let offset: string | number | undefined;
      do {
        const page = await client.scroll(name, { limit: PAGE, with_payload: false, with_vector: false, offset });
        yield page.points.map(({ id }) => String(id));
        const next = page.next_page_offset;
        offset = typeof next === 'string' || typeof next === 'number' ? next : undefined;
      } while (offset !== undefined);
    },
    count: async ({ name }) => (await client.count(name, { exact: true })).count,
    async drop({ name }) {
      try {
        await client.deleteCollection(name);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    close: async () => {},
  };
}

export default defineVectorStore({
  id: 'qdrant',
  name: 'Qdrant',
  docs: 'https://qdrant.tech/documentation',
  packages: ['@qdrant/js-client-rest'],
  env: ['QDRANT_URL', 'QDRANT_API_KEY'],
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    const { QdrantClient } = await import('@qdrant/js-client-rest');
    const url = serverUrl('qdrant', settings.url ?? required('qdrant', settings, ['QDRANT_URL']), settings);
    return qdrantIndex(
      new QdrantClient({
        host: url.hostname,
        port: portOf(url),
        https: url.protocol === 'https:',
        prefix: url.pathname === '/' ? undefined : url.pathname,
        apiKey: firstOf(settings, ['QDRANT_API_KEY']),
        timeout: 30_000,
        // It would be one more request, and only warns.
        checkCompatibility: false,
      }),
    );
  },
});
