import { numbersOf, type ScreenedFilter, tokensOf } from '../../../src/core/screen.ts';
import type { VectorIndex, VectorRecord, VectorStoreDefinition } from '../../../src/core/vector-index.ts';

type Definitions = Record<string, () => Promise<{ readonly default: VectorStoreDefinition }>>;

const BY = {
  gt: (left: number, right: number) => left > right,
  gte: (left: number, right: number) => left >= right,
  lt: (left: number, right: number) => left < right,
  lte: (left: number, right: number) => left <= right,
} as const;

function passes(filter: ScreenedFilter, { metadata }: VectorRecord): boolean {
  const tokens = new Set(tokensOf(metadata));
  const meets = (part: ScreenedFilter): boolean => {
    switch (part.kind) {
      case 'all':
        return true;
      case 'none':
        return false;
      case 'and':
        return part.parts.every(meets);
      case 'or':
        return part.parts.some(meets);
      case 'has':
        return part.tokens.some((token) => tokens.has(token));
      case 'lacks':
        return !part.tokens.some((token) => tokens.has(token));
      case 'range': {
        const number = numbersOf(metadata)[part.field];
        return number !== undefined && BY[part.by](number, part.value);
      }
    }
  };
  return meets(filter);
}

/** A vector server in memory, which can be made to fail, to forget and to lag. */
export function createMemoryServer({ id = 'memory', settlesMs = 0, most = 10_000 } = {}) {
  const indexes = new Map<string, Map<string, VectorRecord>>();
  /** Thrown by every operation while it is set. */
  let failure: Error | undefined;
  let before: ((operation: string) => void) | undefined;
  const operations: string[] = [];
  /** Puts are taken and not shown while true. */
  let isLagging = false;
  const shown = (name: string): readonly VectorRecord[] => (isLagging ? [] : [...at(name).values()]);

  function at(name: string): Map<string, VectorRecord> {
    const found = indexes.get(name);
    if (found === undefined) throw Object.assign(new Error(`no index ${name}`), { status: 404 });
    return found;
  }
  function begin(operation: string): void {
    operations.push(operation);
    before?.(operation);
    if (failure !== undefined) throw failure;
  }

  const index: VectorIndex = {
    async ensure({ name }) {
      begin('ensure');
      if (!indexes.has(name)) indexes.set(name, new Map());
    },
    async upsert({ name }, records) {
      begin('upsert');
      for (const record of records) at(name).set(record.id, record);
    },
    async delete({ name }, ids) {
      begin('delete');
      for (const each of ids) at(name).delete(each);
    },
    async query({ name }, { vector, limit, filter }) {
      begin('query');
      return shown(name)
        .filter((record) => filter === undefined || passes(filter, record))
        .map((record) => ({
          id: record.id,
          score: record.vector.reduce((sum, value, place) => sum + value * (vector[place] ?? 0), 0),
        }))
        .sort((left, right) => right.score - left.score)
        .slice(0, limit);
    },
    async *ids({ name }) {
      begin('ids');
      yield shown(name).map((record) => record.id);
    },
    async count({ name }) {
      begin('count');
      return shown(name).length;
    },
    async drop({ name }) {
      begin('drop');
      indexes.delete(name);
    },
    close: async () => {},
  };
  const definition: VectorStoreDefinition = {
    id,
    name: id,
    docs: '',
    packages: [],
    env: ['MEMORY_KEY'],
    limits: { upsert: 10, delete: 10, query: most },
    settlesMs,
    connect: async () => index,
  };
  return {
    index,
    indexes,
    operations,
    definitions: { [id]: async () => ({ default: definition }) } satisfies Definitions as Definitions,
    fail: (error: Error | undefined) => {
      failure = error;
    },
    lag: (is: boolean) => {
      isLagging = is;
    },
    onOperation: (listener: ((operation: string) => void) | undefined) => {
      before = listener;
    },
  };
}

/** As a client throws it when its server is not there. */
export const unreachable = (): Error =>
  Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
