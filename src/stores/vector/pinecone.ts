import type { Index, Pinecone } from '@pinecone-database/pinecone';
import { type FilterDialect, speak } from '../../core/screen.ts';
import {
  defineVectorStore,
  type IndexPlace,
  type VectorIndex,
  type VectorRecord,
  type VectorStoreSettings,
} from '../../core/vector-index.ts';
import { flatPayloadOf } from './_payload.ts';
import { firstOf, required, serverUrl } from './_settings.ts';

/** A request holds 2 MB: 100 records of 1536 numbers with a chunk's text fit. */
const LIMITS = { upsert: 50, delete: 1000, query: 10_000 };
/** "Limit must be greater than 0 and less than 100", says the service. */
const PAGE = 99;
/** A record's metadata may be 40 KB. The text goes first: the catalogue has it. */
const METADATA_BYTES = 40_000;

const CONTROLLER = 'https://api.pinecone.io';

type Where = Readonly<Record<string, unknown>>;

/** Pinecone's filter. `$in` over a list of strings is true when they share one; every record has a token. */
export const pineconeDialect: FilterDialect<Where> = {
  and: (parts) => ({ $and: parts }),
  or: (parts) => ({ $or: parts }),
  has: (tokens) => ({ tokens: { $in: tokens } }),
  lacks: (tokens) => ({ tokens: { $nin: tokens } }),
  range: (field, by, value) => ({ [`n_${field}`]: { [`$${by}`]: value } }),
};

function metadataOf(record: VectorRecord) {
  const { flat, tokens } = flatPayloadOf(record);
  const whole = { ...flat, tokens: ['*', ...tokens] };
  if (Buffer.byteLength(JSON.stringify(whole)) <= METADATA_BYTES) return whole;
  const { text: _, metadata: __, ...rest } = whole;
  return rest;
}

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === 'PineconeNotFoundError';

/** Indexes are few and slow to make: one for each dimension, and in it a namespace for each collection. */
function pineconeIndex(client: Pinecone, settings: VectorStoreSettings): VectorIndex {
  const hosts = new Map<string, string>();
  const ownHost = firstOf(settings, ['PINECONE_INDEX_HOST']);
  const nameOf = (place: IndexPlace): string => firstOf(settings, ['PINECONE_INDEX']) ?? `llmkit-${place.dimensions}`;

  async function open(place: IndexPlace): Promise<Index> {
    const name = nameOf(place);
    const host = ownHost ?? hosts.get(name) ?? (await client.describeIndex(name)).host;
    hosts.set(name, host);
    serverUrl('pinecone', host, settings);
    return client.index({ name, host, namespace: place.name });
  }

  return {
    async ensure(place) {
      if (ownHost !== undefined) return;
      try {
        await open(place);
      } catch (error) {
        if (!isMissing(error)) throw error;
        await client.createIndex({
          name: nameOf(place),
          dimension: place.dimensions,
          metric: 'cosine',
          spec: {
            serverless: {
              // The client's type names the three clouds of today.
              cloud: (firstOf(settings, ['PINECONE_CLOUD']) ?? 'aws') as 'aws',
              region: firstOf(settings, ['PINECONE_REGION']) ?? 'us-east-1',
            },
          },
          suppressConflicts: true,
          waitUntilReady: true,
          timeout: 120_000,
        });
      }
    },
    async upsert(place, records) {
      const index = await open(place);
      await index.upsert({
        records: records.map((record) => ({
          id: record.id,
          values: Array.from(record.vector),
          metadata: metadataOf(record),
        })),
      });
    },
    async delete(place, ids) {
      try {
        await (await open(place)).deleteMany({ ids: [...ids] });
      } catch (error) {
        // A namespace begins with its first record and ends with its last.
        if (!isMissing(error)) throw error;
      }
    },
    async query(place, { vector, limit, filter }) {
      const where = speak(filter, pineconeDialect);
      const { matches } = await (await open(place)).query({
        vector: Array.from(vector),
        topK: limit,
        ...(where === undefined ? {} : { filter: where }),
      });
      return matches.map(({ id, score }) => ({ id, score: score ?? 0 }));
    },
    async *ids(place) {
      const index = await open(place);
      let token: string | undefined;
      do {
        const page = await index.listPaginated({ limit: PAGE, paginationToken: token });
        yield (page.vectors ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]));
        token = page.pagination?.next;
      } while (token !== undefined && token !== '');
    },
    async count(place) {
      const { namespaces = {} } = await (await open(place)).describeIndexStats();
      return namespaces[place.name]?.recordCount ?? 0;
    },
    async drop(place) {
      try {
        await (await open(place)).deleteNamespace(place.name);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    close: async () => hosts.clear(),
  };
}

export default defineVectorStore({
  id: 'pinecone',
  name: 'Pinecone',
  docs: 'https://docs.pinecone.io',
  packages: ['@pinecone-database/pinecone'],
  env: ['PINECONE_API_KEY', 'PINECONE_INDEX', 'PINECONE_INDEX_HOST', 'PINECONE_CLOUD', 'PINECONE_REGION'],
  limits: LIMITS,
  settlesMs: 120_000,
  async connect(settings) {
    const apiKey = required('pinecone', settings, ['PINECONE_API_KEY']);
    // An index of one's own is asked by its own address alone.
    const isDirect = firstOf(settings, ['PINECONE_INDEX_HOST']) !== undefined;
    if (!isDirect) serverUrl('pinecone', settings.url ?? CONTROLLER, settings);
    const { Pinecone } = await import('@pinecone-database/pinecone');
    return pineconeIndex(
      // `attempt` repeats, so the client does not.
      new Pinecone({
        apiKey,
        maxRetries: 0,
        ...(settings.url === undefined ? {} : { controllerHostUrl: settings.url }),
      }),
      settings,
    );
  },
});
