import { startUpstream } from '../../upstream.ts';
import { createSpecification, type Held, ranked } from './specified.ts';

type Metadata = Readonly<Record<string, unknown>>;
// Bodies are checked against the specification before they are read.
type Body = {
  readonly namespace?: string;
  readonly vectors?: readonly { readonly id: string; readonly values: number[]; readonly metadata: Metadata }[];
  readonly ids?: readonly string[];
  readonly vector?: readonly number[];
  readonly topK?: number;
  readonly filter?: Metadata;
  readonly name?: string;
  readonly schema?: unknown;
};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function compares(value: unknown, operator: string, operand: unknown): boolean {
  if (operator === '$in') return asList(value).some((each) => asList(operand).includes(each));
  if (operator === '$nin') return !asList(value).some((each) => asList(operand).includes(each));
  if (typeof value !== 'number' || typeof operand !== 'number') return false;
  if (operator === '$gt') return value > operand;
  if (operator === '$gte') return value >= operand;
  if (operator === '$lt') return value < operand;
  return operator === '$lte' && value <= operand;
}

/** As https://docs.pinecone.io/guides/search/filter-by-metadata says. */
function meets(filter: Metadata, metadata: Metadata): boolean {
  return Object.entries(filter).every(([key, value]) => {
    // The parts of a group are filters: the specification says so.
    const parts = asList(value) as readonly Metadata[];
    if (key === '$and') return parts.every((part) => meets(part, metadata));
    if (key === '$or') return parts.some((part) => meets(part, metadata));
    const operations = Object.entries(value ?? {});
    return operations.every(([operator, operand]) => compares(metadata[key], operator, operand));
  });
}

/** Metadata is flat, holds strings, numbers, booleans and lists of strings, and at most 40 KB. */
function isLegal(metadata: Metadata): boolean {
  const isFine = (value: unknown) =>
    ['string', 'number', 'boolean'].includes(typeof value) ||
    (Array.isArray(value) && value.every((each) => typeof each === 'string'));
  return Object.values(metadata).every(isFine) && Buffer.byteLength(JSON.stringify(metadata)) <= 40 * 1024;
}

/** Pinecone's control and data plane as far as we use them, on one loopback server. */
export async function startPinecone() {
  const indexes = new Map<string, Readonly<Record<string, unknown>>>();
  const namespaces = new Map<string, Map<string, Held<Metadata>>>();
  const specification = createSpecification('pinecone', 'db_data_2026-04.openapi.json');
  const upstream = await startUpstream((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const refuse = (status: number, code: number, message: string) => answer(status, { code, message, details: [] });
    const { pathname, searchParams } = new URL(request.url, upstream.url);
    const body = (request.body ?? {}) as Body;
    if (request.headers['api-key'] !== 'pinecone-key') return refuse(401, 16, 'Unauthorized');
    if (pathname.startsWith('/indexes')) {
      const name = pathname.split('/')[2] ?? body.name ?? '';
      if (request.method === 'POST') {
        indexes.set(name, { name, ...body, host: upstream.url, status: { ready: true, state: 'Ready' } });
      }
      const index = indexes.get(name);
      if (index !== undefined) return answer(request.method === 'POST' ? 201 : 200, index);
      return answer(404, { error: { code: 'NOT_FOUND', message: `Resource ${name} not found` }, status: 404 });
    }
    if (request.method === 'POST' && request.text !== '') specification.check('POST', pathname, body);
    const name = body.namespace ?? searchParams.get('namespace') ?? '';
    const records = namespaces.get(name);
    switch (`${request.method} ${pathname}`) {
      case 'POST /vectors/upsert': {
        const held = records ?? new Map<string, Held<Metadata>>();
        if (!(body.vectors ?? []).every(({ metadata }) => isLegal(metadata)))
          return refuse(400, 3, 'Metadata is wrong');
        for (const { id, values, metadata } of body.vectors ?? [])
          held.set(id, { id, vector: values, beside: metadata });
        namespaces.set(name, held);
        return answer(200, { upsertedCount: body.vectors?.length });
      }
      case 'POST /vectors/delete':
        if (records === undefined) return refuse(404, 5, 'Namespace not found');
        for (const id of body.ids ?? []) records.delete(id);
        return answer(200, {});
      case 'POST /query': {
        const left = [...(records?.values() ?? [])].filter(({ beside }) => meets(body.filter ?? {}, beside));
        const matches = ranked(left, body.vector ?? []).slice(0, body.topK);
        return answer(200, {
          matches: matches.map(({ id, score }) => ({ id, score, values: [] })),
          namespace: name,
          usage: { readUnits: 1 },
        });
      }
      case 'GET /vectors/list': {
        const ids = [...(records?.keys() ?? [])].sort();
        const from = Number(searchParams.get('paginationToken') ?? 0);
        const until = from + Number(searchParams.get('limit') ?? 100);
        return answer(200, {
          vectors: ids.slice(from, until).map((id) => ({ id })),
          namespace: name,
          ...(until < ids.length ? { pagination: { next: String(until) } } : {}),
        });
      }
      case 'POST /describe_index_stats': {
        const stats = [...namespaces].map(([key, { size }]) => [key, { vectorCount: size }]);
        return answer(200, {
          namespaces: Object.fromEntries(stats),
          dimension: 8,
          indexFullness: 0,
          totalVectorCount: 0,
        });
      }
      default:
        if (request.method === 'DELETE' && pathname.startsWith('/namespaces/')) {
          return namespaces.delete(pathname.slice('/namespaces/'.length))
            ? answer(200, {})
            : refuse(404, 5, 'Namespace not found');
        }
        return refuse(404, 5, `no such route here: ${request.method} ${pathname}`);
    }
  });
  return { ...upstream, indexes, problems: specification.problems };
}
