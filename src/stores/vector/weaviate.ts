import type { Collection, FilterValue, WeaviateClient } from 'weaviate-client';
import { type FilterDialect, speak } from '../../core/screen.ts';
import { defineVectorStore, type IndexPlace, type VectorIndex } from '../../core/vector-index.ts';
import { flatPayloadOf } from './_payload.ts';
import { firstOf, portOf, required, serverUrl } from './_settings.ts';

const LIMITS = { upsert: 200, delete: 1000, query: 10_000 };
const PAGE = 1000;
const GRPC_PORT = 50_051;

const OPERATORS = {
  gt: 'GreaterThan',
  gte: 'GreaterThanEqual',
  lt: 'LessThan',
  lte: 'LessThanEqual',
} as const;

const onProperty = (property: string, operator: FilterValue['operator'], value: unknown): FilterValue => ({
  operator,
  target: { property },
  value,
});

/** Weaviate's filters; those that ask what a record lacks need a server from 1.33 on. */
export const weaviateDialect: FilterDialect<FilterValue> = {
  and: (parts) => ({ operator: 'And', filters: [...parts], value: null }),
  or: (parts) => ({ operator: 'Or', filters: [...parts], value: null }),
  has: (tokens) => onProperty('tokens', 'ContainsAny', [...tokens]),
  lacks: (tokens) => onProperty('tokens', 'ContainsNone', [...tokens]),
  range: (field, by, value) => onProperty(`n_${field}`, OPERATORS[by], value),
};

/** Names of collections begin with a capital letter. */
const className = ({ name }: IndexPlace): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

type Properties = Record<string, string | number | string[]>;
type Opened = { readonly collection: Collection<Properties>; readonly numbers: Set<string> };

function rangesIn(filter: FilterValue | undefined): readonly string[] {
  if (filter === undefined) return [];
  const own = filter.target?.property;
  return [...(own?.startsWith('n_') ? [own] : []), ...(filter.filters ?? []).flatMap(rangesIn)];
}

const plain = (dataType: string) => (name: string) => ({
  name,
  dataType: [dataType],
  indexFilterable: false,
  indexSearchable: false,
});

const PROPERTIES = [
  ...['document', 'source', 'text', 'metadata'].map(plain('text')),
  ...['ordinal', 'page', 'start', 'end'].map(plain('int')),
  {
    name: 'tokens',
    dataType: ['text[]'],
    tokenization: 'field' as const,
    indexFilterable: true,
    indexSearchable: false,
  },
];

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 404;

function weaviateIndex(client: WeaviateClient): VectorIndex {
  const opened = new Map<string, Opened>();

  async function open(place: IndexPlace): Promise<Opened> {
    const known = opened.get(place.name);
    if (known !== undefined) return known;
    const collection = client.collections.get<Properties>(className(place));
    // As the server says it: the client's own reading fails on whatever a newer server leaves out.
    const { properties = [] } = await client.collections.exportToJson(className(place));
    const entry = { collection, numbers: new Set(properties.flatMap(({ name }) => name ?? [])) };
    opened.set(place.name, entry);
    return entry;
  }

  /** A range can be asked only of a property that the schema knows. */
  async function addNumbers({ collection, numbers }: Opened, names: ReadonlySet<string>): Promise<void> {
    for (const name of names) {
      if (numbers.has(name)) continue;
      await collection.config.addProperty({ name, dataType: 'number' });
      numbers.add(name);
    }
  }

  return {
    async ensure(place) {
      opened.delete(place.name);
      try {
        await open(place);
      } catch (error) {
        if (!isMissing(error)) throw error;
        await client.collections.createFromSchema({
          class: className(place),
          vectorizer: 'none',
          vectorIndexType: 'hnsw',
          vectorIndexConfig: { distance: 'cosine' },
          properties: PROPERTIES,
        });
      }
    },
    async upsert(place, records) {
      const entry = await open(place);
      const objects = records.map((record) => {
        const { flat, tokens } = flatPayloadOf(record);
        return { id: record.id, properties: { ...flat, tokens: ['*', ...tokens] }, vectors: Array.from(record.vector) };
      });
      const names = objects.flatMap(({ properties }) =>
        Object.keys(properties).filter((name) => name.startsWith('n_')),
      );
      await addNumbers(entry, new Set(names));
      const { hasErrors, errors } = await entry.collection.data.insertMany(objects);
      const [failure] = Object.values(errors);
      if (hasErrors) throw new Error(failure?.message ?? 'some objects were not stored');
    },
    async delete(place, ids) {
      const { collection } = await open(place);
      await collection.data.deleteMany(collection.filter.byId().containsAny([...ids]));
    },
    async query(place, { vector, limit, filter }) {
      const { collection, numbers } = await open(place);
      const said = speak(filter, weaviateDialect);
      // A range over a number that no record holds would be an error: everything is let through, and the caller looks again.
      const filters = rangesIn(said).every((name) => numbers.has(name)) ? said : undefined;
      const { objects } = await collection.query.nearVector(Array.from(vector), {
        limit,
        filters,
        returnMetadata: ['distance'],
        returnProperties: [],
      });
      return objects.map(({ uuid, metadata }) => ({ id: uuid, score: 1 - (metadata?.distance ?? 1) }));
    },
    async *ids(place) {
      const { collection } = await open(place);
      // The client's own iterator asks for a page to give one object (3.14.0).
      for (let after: string | undefined; ; ) {
        const { objects } = await collection.query.fetchObjects({ limit: PAGE, after, returnProperties: [] });
        const last = objects.at(-1);
        if (last === undefined) return;
        yield objects.map(({ uuid }) => uuid);
        after = last.uuid;
      }
    },
    count: async (place) => (await open(place)).collection.length(),
    async drop(place) {
      opened.delete(place.name);
      await client.collections.delete(className(place));
    },
    close: () => client.close(),
  };
}

export default defineVectorStore({
  id: 'weaviate',
  name: 'Weaviate',
  docs: 'https://docs.weaviate.io',
  packages: ['weaviate-client'],
  env: ['WEAVIATE_URL', 'WEAVIATE_API_KEY', 'WEAVIATE_GRPC_URL'],
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    const address = settings.url ?? required('weaviate', settings, ['WEAVIATE_URL']);
    const url = serverUrl('weaviate', address, settings);
    const isSecure = url.protocol === 'https:';
    const grpc = firstOf(settings, ['WEAVIATE_GRPC_URL']);
    const grpcUrl = grpc === undefined ? undefined : serverUrl('weaviate', grpc, settings);
    const isCloud = /\.weaviate\.(?:cloud|network)$/u.test(url.hostname);
    const { default: weaviate } = await import('weaviate-client');
    const client = await weaviate.connectToCustom({
      httpHost: url.hostname,
      httpPort: portOf(url),
      httpSecure: isSecure,
      grpcHost: grpcUrl?.hostname ?? (isCloud ? `grpc-${url.hostname}` : url.hostname),
      grpcPort: grpcUrl === undefined ? (isCloud ? 443 : GRPC_PORT) : portOf(grpcUrl),
      grpcSecure: grpcUrl === undefined ? isSecure : grpcUrl.protocol === 'https:',
      authCredentials: firstOf(settings, ['WEAVIATE_API_KEY']),
      // Its health check tries for eleven seconds; the first request says as much.
      skipInitChecks: true,
    });
    return weaviateIndex(client);
  },
});
