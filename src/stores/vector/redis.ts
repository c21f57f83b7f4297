import { type FilterDialect, numberToken, speak } from '../../core/screen.ts';
import { defineVectorStore, type VectorIndex } from '../../core/vector-index.ts';
import { hashed } from './_hashed.ts';
import { flatPayloadOf } from './_payload.ts';
import { required } from './_settings.ts';

const LIMITS = { upsert: 200, delete: 1000, query: 10_000 };

/** How many nodes of the graph are tried for hits that pass the filter; what is left out then is found in the catalogue. */
const MOST_FILTERED = 100_000;

/** Strings are compared as they are written, escapes and all: so tokens are hashed. */
const anyOf = (tokens: readonly string[]): string =>
  `(${tokens.map((token) => `"${hashed(token)}" in .tokens`).join(' or ')})`;

/**
 * The FILTER expression of VSIM. An expression that names a field which a record has not is false as a whole, whatever `or` it
 * stands in: so ranges ask only for a number, and the catalogue for which.
 */
export const redisDialect: FilterDialect<string> = {
  and: (parts) => `(${parts.join(' and ')})`,
  or: (parts) => `(${parts.join(' or ')})`,
  has: anyOf,
  lacks: (tokens) => `(not ${anyOf(tokens)})`,
  range: (field) => anyOf([numberToken(field)]),
};

/** What we use of the client, whose own type depends on its modules. */
type Client = {
  sendCommand<T>(command: readonly string[]): Promise<T>;
  vAdd(key: string, vector: number[], element: string, options: object): Promise<boolean>;
  vSimWithScores(key: string, query: number[], options: object): Promise<Record<string, number>>;
  vCard(key: string): Promise<number>;
  vRem(key: string, element: string): Promise<boolean>;
  del(key: string): Promise<number>;
  close(): Promise<unknown>;
  destroy(): void;
};

const keyOf = (name: string): string => `llmkit:vectors:${name}`;
const PAGE = 1000;

function redisIndex(client: Client): VectorIndex {
  return {
    // A vector set begins with its first element and ends with its last.
    ensure: async ({ name }) => {
      await client.vCard(keyOf(name));
    },
    async upsert({ name }, records) {
      await Promise.all(
        records.map((record) => {
          const { flat, tokens } = flatPayloadOf(record);
          const options = { SETATTR: { ...flat, tokens: tokens.map(hashed) } };
          return client.vAdd(keyOf(name), Array.from(record.vector), record.id, options);
        }),
      );
    },
    async delete({ name }, ids) {
      await Promise.all(ids.map((id) => client.vRem(keyOf(name), id)));
    },
    async query({ name }, { vector, limit, filter }) {
      const expression = speak(filter, redisDialect);
      const scores = await client.vSimWithScores(keyOf(name), Array.from(vector), {
        COUNT: limit,
        EF: Math.max(500, limit * 2),
        ...(expression === undefined ? {} : { FILTER: expression, 'FILTER-EF': MOST_FILTERED }),
      });
      return Object.entries(scores)
        .map(([id, similarity]) => ({ id, score: 2 * similarity - 1 }))
        .sort((left, right) => right.score - left.score);
    },
    async *ids({ name }) {
      // VRANGE walks in the order of names; before Redis 8.4 there is only the whole graph's random sample.
      const count = await client.vCard(keyOf(name));
      if (count === 0) return;
      const members = await client.sendCommand<string[]>(['VRANDMEMBER', keyOf(name), String(count)]);
      for (let from = 0; from < members.length; from += PAGE) yield members.slice(from, from + PAGE);
    },
    count: ({ name }) => client.vCard(keyOf(name)),
    async drop({ name }) {
      await client.del(keyOf(name));
    },
    async close() {
      client.destroy();
    },
  };
}

export default defineVectorStore({
  id: 'redis',
  name: 'Redis vector sets',
  docs: 'https://redis.io/docs/latest/develop/data-types/vector-sets',
  packages: ['redis'],
  env: ['REDIS_URL'],
  limits: LIMITS,
  settlesMs: 0,
  async connect(settings) {
    const { createClient } = await import('redis');
    const client = createClient({
      url: settings.url ?? required('redis', settings, ['REDIS_URL']),
      socket: { connectTimeout: 15_000, reconnectStrategy: (tries) => (tries > 3 ? false : 100 * 2 ** tries) },
    });
    // Every command reports its own failure; without a listener the first one would end the process.
    client.on('error', () => {});
    await client.connect();
    return redisIndex(client);
  },
});
