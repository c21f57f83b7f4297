import { startUpstream } from '../../upstream.ts';
import { createSpecification, type Held, ranked } from './specified.ts';

type Payload = Readonly<Record<string, unknown>>;
// Bodies are checked against the specification before they are read.
type Body = {
  readonly points?: readonly (string & { readonly id: string; readonly vector: number[]; readonly payload: Payload })[];
  readonly query?: readonly number[];
  readonly limit?: number;
  readonly offset?: string;
  readonly filter?: Clause;
};
type Clause = {
  readonly must?: readonly Clause[];
  readonly should?: readonly Clause[];
  readonly must_not?: readonly Clause[];
  readonly key?: string;
  readonly match?: { readonly any: readonly unknown[] };
  readonly range?: Readonly<Record<'gt' | 'gte' | 'lt' | 'lte', number | undefined>>;
};

/** As https://qdrant.tech/documentation/concepts/filtering says: a list meets a condition when one of its elements does. */
function meets(clause: Clause, payload: Payload): boolean {
  const { must = [], should = [], must_not: mustNot = [], key, match, range } = clause;
  if (key === undefined) {
    return (
      must.every((part) => meets(part, payload)) &&
      (should.length === 0 || should.some((part) => meets(part, payload))) &&
      !mustNot.some((part) => meets(part, payload))
    );
  }
  const value = key
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
      payload,
    );
  const values = Array.isArray(value) ? value : [value];
  if (match !== undefined) return values.some((each) => match.any.includes(each));
  return values.some(
    (each) =>
      typeof each === 'number' &&
      (range?.gt === undefined || each > range.gt) &&
      (range?.gte === undefined || each >= range.gte) &&
      (range?.lt === undefined || each < range.lt) &&
      (range?.lte === undefined || each <= range.lte),
  );
}

/** Qdrant's REST API as far as we use it, on loopback: keeps, filters and ranks, and holds requests to the specification. */
export async function startQdrant() {
  const collections = new Map<string, Map<string, Held<Payload>>>();
  const specification = createSpecification('qdrant');
  let listener: () => void | Promise<void> = () => {};
  const upstream = await startUpstream(async (request, response) => {
    await listener();
    const answer = (status: number, result: unknown): void => {
      const body = status === 200 ? { result, status: 'ok', time: 0.001 } : { status: { error: result }, time: 0.001 };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const { pathname } = new URL(request.url, 'http://qdrant.test');
    const [, , name = '', ...rest] = pathname.split('/');
    const route = `${request.method} ${rest.join('/')}`;
    const body = (request.body ?? {}) as Body;
    if (request.text !== '') {
      specification.check(request.method, ['/collections/{collection_name}', ...rest].join('/'), body);
    }
    if (route === 'GET exists') return answer(200, { exists: collections.has(name) });
    if (route === 'PUT ') {
      if (collections.has(name)) return answer(409, `Wrong input: Collection \`${name}\` already exists!`);
      collections.set(name, new Map());
      return answer(200, true);
    }
    const points = collections.get(name);
    if (points === undefined) return answer(404, `Not found: Collection \`${name}\` doesn't exist!`);
    const sorted = [...points.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
    switch (route) {
      case 'DELETE ':
        return answer(200, collections.delete(name));
      case 'PUT index':
        return answer(200, { operation_id: 1, status: 'completed' });
      case 'PUT points':
        for (const { id, vector, payload } of body.points ?? []) points.set(id, { id, vector, beside: payload });
        return answer(200, { operation_id: 1, status: 'completed' });
      case 'POST points/delete':
        for (const id of body.points ?? []) points.delete(id);
        return answer(200, { operation_id: 1, status: 'completed' });
      case 'POST points/count':
        return answer(200, { count: points.size });
      case 'POST points/scroll': {
        const from = sorted.filter(({ id }) => body.offset === undefined || id >= body.offset);
        // Pages are short, so that there is more than one.
        const page = from.slice(0, Math.min(body.limit ?? 10, 100));
        return answer(200, { points: page.map(({ id }) => ({ id })), next_page_offset: from[page.length]?.id ?? null });
      }
      case 'POST points/query': {
        const { filter = {}, query = [], limit = 10 } = body;
        const hits = ranked(
          sorted.filter(({ beside }) => meets(filter, beside)),
          query,
        ).slice(0, limit);
        return answer(200, { points: hits.map(({ id, score }) => ({ id, version: 1, score })) });
      }
      default:
        return answer(405, `no such route here: ${route}`);
    }
  });
  return {
    ...upstream,
    collections,
    problems: specification.problems,
    /** Hears of each request before it is answered, which waits for it. */
    onRequest: (next: () => void | Promise<void>) => {
      listener = next;
    },
    /** The collections that hold one of these points. */
    collectionsWith: (ids: readonly string[]) =>
      [...collections.values()].filter((points) => ids.some((id) => points.has(id))),
  };
}
