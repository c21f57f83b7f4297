import { startUpstream } from '../../upstream.ts';
import { type Held, ranked } from './specified.ts';

type Payload = { readonly tokens: readonly string[]; readonly numbers: Readonly<Record<string, number>> };
type Row = Held<Payload>;
type Test = (row: Row) => boolean;
type Body = {
  readonly dbName?: string;
  readonly collectionName?: string;
  readonly schema?: { readonly fields: readonly { readonly fieldName: string; readonly dataType: string }[] };
  readonly data?: unknown;
  readonly filter?: string;
  readonly limit?: number;
  readonly outputFields?: readonly string[];
};

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
};

const LEAVES: readonly (readonly [RegExp, (match: RegExpExecArray) => Test])[] = [
  [
    /^json_contains_any\(payload\["tokens"\], (\[(?:"(?:[^"\\]|\\.)*",?)*\])\)/u,
    ([, list = '']) => {
      const tokens: readonly string[] = JSON.parse(list);
      return ({ beside }) => tokens.some((token) => beside.tokens.includes(token));
    },
  ],
  [
    /^payload\["numbers"\]\["(\w+)"\] ([<>]=?) (-?[\d.e+-]+)/u,
    ([, field = '', operator = '', value = '']) =>
      ({ beside }) => {
        const number = beside.numbers[field];
        return number !== undefined && (COMPARISONS[operator]?.(number, Number(value)) ?? false);
      },
  ],
  [
    /^id in (\[(?:"[^"]*",?)*\])/u,
    ([, list = '']) => {
      const ids: readonly string[] = JSON.parse(list);
      return ({ id }) => ids.includes(id);
    },
  ],
  [
    /^id like "([0-9a-f-]*)%"/u,
    ([, prefix = '']) =>
      ({ id }) =>
        id.startsWith(prefix),
  ],
];

/** The part of https://milvus.io/docs/boolean.md that we speak; anything else is a syntax error, as in the server. */
function parseExpression(text: string): Test {
  let rest = text;
  const eat = (word: string): boolean => {
    if (!rest.startsWith(word)) return false;
    rest = rest.slice(word.length);
    return true;
  };
  function term(): Test {
    if (eat('(')) {
      const isNegated = eat('not ');
      const parts = [term()];
      let operator: 'and' | 'or' | undefined;
      for (const word of ['and', 'or'] as const) {
        while (eat(` ${word} `)) {
          operator = word;
          parts.push(term());
        }
      }
      if (!eat(')')) throw new Error(`cannot parse expression: ${text}`);
      const whole: Test = (row) =>
        operator === 'or' ? parts.some((part) => part(row)) : parts.every((part) => part(row));
      return isNegated ? (row) => !whole(row) : whole;
    }
    for (const [pattern, make] of LEAVES) {
      const match = pattern.exec(rest);
      if (match === null) continue;
      rest = rest.slice(match[0].length);
      return make(match);
    }
    throw new Error(`cannot parse expression: ${text}`);
  }
  const test = term();
  if (rest !== '') throw new Error(`cannot parse expression: ${text}`);
  return test;
}

/** Milvus' REST API, version 2, as far as we use it, on loopback: it keeps, filters and ranks. Errors come with HTTP 200. */
export async function startMilvus() {
  const collections = new Map<string, Map<string, Row>>();
  const authorizations = new Set<string | undefined>();
  const upstream = await startUpstream((request, response) => {
    const answer = (data: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 0, cost: 0, data }));
    };
    const refuse = (code: number, message: string): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ code, message }));
    };
    authorizations.add(request.headers.authorization);
    const body = request.body as Body;
    const { collectionName: name = '', filter = '', limit = 100 } = body;
    const route = request.url.replace('/v2/vectordb/', '');
    if (route === 'collections/has') return answer({ has: collections.has(name) });
    if (route === 'collections/create') {
      if (!/^[A-Za-z_]\w{0,254}$/u.test(name)) return refuse(1100, `Invalid collection name: ${name}`);
      collections.set(name, new Map());
      return answer({});
    }
    const rows = collections.get(name);
    if (rows === undefined) return refuse(100, `can't find collection[database=default][collection=${name}]`);
    try {
      const chosen = (): Row[] => [...rows.values()].filter(filter === '' ? () => true : parseExpression(filter));
      switch (route) {
        case 'collections/load':
          return answer({});
        case 'collections/drop':
          return answer(collections.delete(name) ? {} : {});
        case 'entities/upsert': {
          const data = body.data as readonly { id: string; vector: number[]; payload: Payload }[];
          if (data.some(({ payload }) => Buffer.byteLength(JSON.stringify(payload)) > 65_536)) {
            return refuse(1100, 'the length of json field exceeds max length');
          }
          for (const { id, vector, payload } of data) rows.set(id, { id, vector, beside: payload });
          return answer({ upsertCount: data.length, upsertIds: data.map(({ id }) => id) });
        }
        case 'entities/delete':
          for (const { id } of chosen()) rows.delete(id);
          return answer({});
        case 'entities/query':
          if (body.outputFields?.includes('count(*)')) return answer([{ 'count(*)': chosen().length }]);
          return answer(
            chosen()
              .slice(0, limit)
              .map(({ id }) => ({ id })),
          );
        case 'entities/search': {
          const [vector = []] = body.data as readonly number[][];
          return answer(
            ranked(chosen(), vector)
              .slice(0, limit)
              .map(({ id, score }) => ({ id, distance: score })),
          );
        }
        default:
          return refuse(65_535, `no such route here: ${route}`);
      }
    } catch (error) {
      return refuse(1100, error instanceof Error ? error.message : '');
    }
  });
  return { ...upstream, authorizations };
}
