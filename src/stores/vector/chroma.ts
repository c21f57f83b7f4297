import type { ChromaClient, Collection, Metadata, Where } from 'chromadb';
import type { Comparison } from '../../core/filter.ts';
import { type FilterDialect, speak } from '../../core/screen.ts';
import { defineVectorStore, type VectorIndex } from '../../core/vector-index.ts';
import { hashed } from './_hashed.ts';
import { flatPayloadOf } from './_payload.ts';
import { firstOf, portOf, required, serverUrl } from './_settings.ts';

const LIMITS = { upsert: 300, delete: 300, query: 300 };
const PORT = 8000;
const CLOUD = 'https://api.trychroma.com:443';

type OperatorExpression = { $gt: number } | { $gte: number } | { $lt: number } | { $lte: number };

/** The number next to a whole one: the smallest step of a double, downwards or upwards. */
const besideOf = (value: number, direction: 1 | -1): number => {
  const step = Math.abs(value) < 1 ? Number.MIN_VALUE : 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);
  // Just below a power of two the steps are half as wide.
  return value + direction * (value - step / 2 !== value && direction * value < 0 ? step / 2 : step);
};

function compare(by: Comparison, value: number): OperatorExpression {
  switch (by) {
    case 'gt':
      return { $gt: value };
    case 'gte':
      return { $gte: value };
    case 'lt':
      return { $lt: value };
    case 'lte':
      return { $lte: value };
  }
}

/** Whole numbers and fractions are columns apart, and each is compared with its own kind only. */
function range(field: string, by: Comparison, value: number): Where {
  const key = `n_${field}`;
  const isLower = by === 'gt' || by === 'gte';
  const isWhole = Number.isInteger(value);
  const whole = isWhole ? value : isLower ? Math.ceil(value) : Math.floor(value);
  const fraction = isWhole ? besideOf(value, isLower ? -1 : 1) : value;
  const wholeBy = isWhole ? by : isLower ? 'gte' : 'lte';
  const fractionBy = isWhole ? (isLower ? 'gt' : 'lt') : by;
  return { $or: [{ [key]: compare(wholeBy, whole) }, { [key]: compare(fractionBy, fraction) }] };
}

const joined = (operator: '$and' | '$or', parts: readonly Where[]): Where =>
  parts.length === 1 && parts[0] !== undefined
    ? parts[0]
    : operator === '$and'
      ? { $and: [...parts] }
      : { $or: [...parts] };

/** Chroma's `where`. Servers before 1.5 keep no lists, so each token is a key of its own, within Chroma Cloud's 36 bytes. `$ne` is true for records without the key. */
export const chromaDialect: FilterDialect<Where> = {
  and: (parts) => joined('$and', parts),
  or: (parts) => joined('$or', parts),
  has: (tokens) =>
    joined(
      '$or',
      tokens.map((token) => ({ [hashed(token)]: true })),
    ),
  lacks: (tokens) =>
    joined(
      '$and',
      tokens.map((token) => ({ [hashed(token)]: { $ne: true } })),
    ),
  range,
};

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === 'ChromaNotFoundError';

function chromaIndex(client: ChromaClient): VectorIndex {
  const collections = new Map<string, Collection>();
  async function open(name: string): Promise<Collection> {
    const known = collections.get(name);
    if (known !== undefined) return known;
    const collection = await client.getCollection({ name });
    collections.set(name, collection);
    return collection;
  }
  return {
    async ensure({ name }) {
      const collection = await client.getOrCreateCollection({
        name,
        embeddingFunction: null,
        configuration: { hnsw: { space: 'cosine', ef_construction: 200, ef_search: 300 } },
      });
      collections.set(name, collection);
    },
    async upsert({ name }, records) {
      const collection = await open(name);
      await collection.upsert({
        ids: records.map(({ id }) => id),
        embeddings: records.map(({ vector }) => Array.from(vector)),
        documents: records.map(({ text }) => text),
        metadatas: records.map((record): Metadata => {
          const { flat, tokens } = flatPayloadOf(record);
          const { text: _, ...rest } = flat;
          return { ...rest, ...Object.fromEntries(tokens.map((token) => [hashed(token), true])) };
        }),
      });
    },
    async delete({ name }, ids) {
      await (await open(name)).delete({ ids: [...ids] });
    },
    async query({ name }, { vector, limit, filter }) {
      const where = speak(filter, chromaDialect);
      const { ids, distances } = await (await open(name)).query({
        queryEmbeddings: [Array.from(vector)],
        nResults: limit,
        include: ['distances'],
        ...(where === undefined ? {} : { where }),
      });
      return (ids[0] ?? []).map((id, index) => ({ id, score: 1 - (distances[0]?.[index] ?? 1) }));
    },
    async *ids({ name }) {
      const collection = await open(name);
      for (let offset = 0; ; offset += LIMITS.query) {
        const { ids } = await collection.get({ limit: LIMITS.query, offset, include: [] });
        if (ids.length > 0) yield ids;
        if (ids.length < LIMITS.query) return;
      }
    },
    count: async ({ name }) => (await open(name)).count(),
    async drop({ name }) {
      collections.delete(name);
      try {
        await client.deleteCollection({ name });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    close: async () => collections.clear(),
  };
}

export default defineVectorStore({
  id: 'chroma',
  name: 'Chroma',
  docs: 'https://docs.trychroma.com',
  packages: ['chromadb'],
  env: ['CHROMA_HOST', 'CHROMA_PORT', 'CHROMA_API_KEY', 'CHROMA_TENANT', 'CHROMA_DATABASE'],
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    const { ChromaClient } = await import('chromadb');
    const key = firstOf(settings, ['CHROMA_API_KEY']);
    const cloud = key === undefined ? undefined : CLOUD;
    const host =
      settings.url ?? firstOf(settings, ['CHROMA_HOST']) ?? cloud ?? required('chroma', settings, ['CHROMA_HOST']);
    const url = serverUrl('chroma', host, settings);
    const port = settings.url === undefined ? firstOf(settings, ['CHROMA_PORT']) : undefined;
    const client = new ChromaClient({
      host: url.hostname,
      // A bare host means Chroma's own port, a URL its scheme's.
      port: Number(port) || (host.includes('://') ? portOf(url) : Number(url.port) || PORT),
      ssl: url.protocol === 'https:',
      tenant: firstOf(settings, ['CHROMA_TENANT']),
      database: firstOf(settings, ['CHROMA_DATABASE']),
      headers: key === undefined ? {} : { 'x-chroma-token': key },
    });
    return chromaIndex(client);
  },
});
