import type { HttpClient } from '@zilliz/milvus2-sdk-node';
import type { Comparison } from '../../core/filter.ts';
import { type FilterDialect, speak } from '../../core/screen.ts';
import { defineVectorStore, type VectorIndex, type VectorRecord } from '../../core/vector-index.ts';
import { payloadOf } from './_payload.ts';
import { firstOf, required, serverUrl } from './_settings.ts';

const LIMITS = { upsert: 200, delete: 1000, query: 16_000 };
/** A page of ids is a share of all ids by their first digits, well below the most that one query returns. */
const PAGE = 8000;
/** A JSON field holds 64 KB. */
const PAYLOAD_BYTES = 60_000;

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const satisfies Record<Comparison, string>;

const anyOf = (tokens: readonly string[]): string => `json_contains_any(payload["tokens"], ${JSON.stringify(tokens)})`;

/** Milvus' boolean expressions over one JSON field. */
export const milvusDialect: FilterDialect<string> = {
  and: (parts) => `(${parts.join(' and ')})`,
  or: (parts) => `(${parts.join(' or ')})`,
  has: anyOf,
  lacks: (tokens) => `(not ${anyOf(tokens)})`,
  range: (field, by, value) => `(payload["numbers"]["${field}"] ${COMPARISONS[by]} ${value})`,
};

function payload(record: VectorRecord) {
  const whole = payloadOf(record);
  if (Buffer.byteLength(JSON.stringify(whole)) <= PAYLOAD_BYTES) return whole;
  const { text: _, metadata: __, ...rest } = whole;
  return rest;
}

const NO_COLLECTION = 100;

/** Milvus says what is wrong with HTTP 200 and a code. */
class MilvusError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

async function checked<T extends { readonly code: number; readonly message?: string }>(answer: Promise<T>): Promise<T> {
  const response = await answer;
  // Older servers say 200 where newer ones say 0.
  if (response.code !== 0 && response.code !== 200) throw new MilvusError(response.code, response.message ?? '');
  return response;
}

function milvusIndex(client: HttpClient): VectorIndex {
  const idsWhere = async (collectionName: string, filter: string): Promise<string[]> => {
    const query = { collectionName, filter, outputFields: ['id'], limit: LIMITS.query, consistencyLevel: 'Strong' };
    const { data } = await checked(client.query(query));
    return data.map(({ id }) => String(id));
  };

  async function count({ name: collectionName }: { readonly name: string }): Promise<number> {
    const query = { collectionName, filter: '', outputFields: ['count(*)'], consistencyLevel: 'Strong' };
    const { data } = await checked(client.query(query));
    return Number(data[0]?.['count(*)'] ?? 0);
  }

  return {
    async ensure({ name: collectionName, dimensions }) {
      const { data } = await checked(client.hasCollection({ dbName: client.database, collectionName }));
      if (!data.has) {
        await checked(
          client.createCollection({
            collectionName,
            schema: {
              autoID: false,
              enabledDynamicField: false,
              fields: [
                { fieldName: 'id', dataType: 'VarChar', isPrimary: true, elementTypeParams: { max_length: 36 } },
                { fieldName: 'vector', dataType: 'FloatVector', elementTypeParams: { dim: dimensions } },
                { fieldName: 'payload', dataType: 'JSON' },
              ],
            },
            indexParams: [
              { fieldName: 'vector', indexName: 'vector', metricType: 'COSINE', params: { index_type: 'AUTOINDEX' } },
            ],
          }),
        );
      }
      await checked(client.loadCollection({ collectionName }));
    },
    async upsert({ name: collectionName }, records) {
      const data = records.map((record) => ({
        id: record.id,
        vector: Array.from(record.vector),
        payload: payload(record),
      }));
      await checked(client.upsert({ collectionName, data }));
    },
    async delete({ name: collectionName }, ids) {
      await checked(client.delete({ collectionName, filter: `id in ${JSON.stringify(ids)}` }));
    },
    async query({ name: collectionName }, { vector, limit, filter }) {
      const expression = speak(filter, milvusDialect);
      const { data } = await checked(
        client.search({
          collectionName,
          data: [Array.from(vector)],
          annsField: 'vector',
          limit,
          outputFields: ['id'],
          consistencyLevel: 'Strong',
          ...(expression === undefined ? {} : { filter: expression }),
        }),
      );
      // The client's type nests what the server sends flat.
      const hits = data as unknown as readonly { readonly id: unknown; readonly distance: number | string }[];
      return hits.map(({ id, distance }) => ({ id: String(id), score: Number(distance) }));
    },
    async *ids(place) {
      const digits = Math.max(0, Math.ceil(Math.log(Math.max(1, (await count(place)) / PAGE)) / Math.log(16)));
      for (let share = 0; share < 16 ** digits; share++) {
        const prefix = digits === 0 ? '' : share.toString(16).padStart(digits, '0');
        yield await idsWhere(place.name, `id like "${prefix}%"`);
      }
    },
    count,
    async drop({ name: collectionName }) {
      try {
        await checked(client.dropCollection({ collectionName }));
      } catch (error) {
        if (!(error instanceof MilvusError) || error.code !== NO_COLLECTION) throw error;
      }
    },
    close: async () => {},
  };
}

export default defineVectorStore({
  id: 'milvus',
  name: 'Milvus, Zilliz Cloud',
  docs: 'https://milvus.io/docs',
  packages: ['@zilliz/milvus2-sdk-node'],
  env: ['MILVUS_URI', 'MILVUS_TOKEN', 'ZILLIZ_URI', 'ZILLIZ_API_KEY'],
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    const address = settings.url ?? required('milvus', settings, ['MILVUS_URI', 'ZILLIZ_URI']);
    const { HttpClient } = await import('@zilliz/milvus2-sdk-node');
    const url = serverUrl('milvus', address, settings);
    return milvusIndex(
      new HttpClient({
        // The SDK adds the path of its API.
        endpoint: url.href.replace(/\/(?:v2\/vectordb\/?)?$/u, ''),
        token: firstOf(settings, ['MILVUS_TOKEN', 'ZILLIZ_API_KEY']),
        timeout: 30_000,
      }),
    );
  },
});
