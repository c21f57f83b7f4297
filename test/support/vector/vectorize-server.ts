import { z } from 'zod';
import { startUpstream } from '../../upstream.ts';
import { type Held, ranked } from './specified.ts';

/** Request bodies as https://developers.cloudflare.com/api/resources/vectorize tells them. */
const CREATE = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/u),
  config: z.strictObject({ dimensions: z.number().int().min(1).max(1536), metric: z.literal('cosine') }),
});
const VECTOR = z.strictObject({
  id: z.string().refine((id) => Buffer.byteLength(id) <= 64),
  values: z.array(z.number()),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const DELETE = z.strictObject({ ids: z.array(z.string()).max(1000) });
const QUERY = z.strictObject({
  vector: z.array(z.number()),
  topK: z.number().int().min(1).max(100),
  returnValues: z.literal(false),
  returnMetadata: z.literal('none'),
});

const MOST_METADATA = 10 * 1024;
/** Shorter than the service's, so that there is more than one. */
const PAGE = 100;

type Index = { readonly dimensions: number; readonly held: Map<string, Held<unknown>> };

/** Vectorize's REST API, version 2, as far as we use it, on loopback. Its answers to what is wrong are those of the service. */
export async function startVectorize() {
  const indexes = new Map<string, Index>();
  const authorizations = new Set<string | undefined>();
  const upstream = await startUpstream(({ method, url, headers, text, body }, response) => {
    authorizations.add(headers.authorization);
    const reply = (status: number, answer: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    };
    const ok = (result: unknown): void => reply(200, { result, success: true, errors: [], messages: [] });
    const refuse = (status: number, code: number, message: string): void =>
      reply(status, { result: null, success: false, errors: [{ code, message }], messages: [] });

    const { pathname, searchParams } = new URL(url, 'http://vectorize.test');
    const [, account, name = '', action = ''] =
      /^\/client\/v4\/accounts\/([^/]+)\/vectorize\/v2\/indexes\/?([^/]*)\/?([^/]*)$/u.exec(pathname) ?? [];
    if (account !== 'account') return refuse(404, 7003, `Could not route to ${pathname}`);
    try {
      if (method === 'POST' && name === '') {
        const { name: created, config } = CREATE.parse(body);
        if (indexes.has(created)) {
          return refuse(400, 3002, `vectorize.index.duplicate_name - Index name "${created}"`);
        }
        indexes.set(created, { dimensions: config.dimensions, held: new Map() });
        return ok({ name: created, config });
      }
      const index = indexes.get(name);
      if (index === undefined) return refuse(410, 3000, `vectorize.index.not_found - Index name "${name}"`);
      const { dimensions, held } = index;
      switch (`${method} ${action}`) {
        case 'GET ':
          return ok({ name, config: { dimensions, metric: 'cosine' } });
        case 'DELETE ':
          indexes.delete(name);
          return ok(null);
        case 'GET info':
          return ok({ dimensions, vectorCount: held.size });
        case 'POST upsert': {
          if (headers['content-type'] !== 'application/x-ndjson') return refuse(400, 40026, 'Expected ndjson');
          for (const line of text.split('\n')) {
            const { id, values, metadata } = VECTOR.parse(JSON.parse(line));
            if (values.length !== dimensions) return refuse(400, 40012, `expected ${dimensions} dimensions`);
            if (Buffer.byteLength(JSON.stringify(metadata ?? {})) > MOST_METADATA) {
              return refuse(400, 40009, 'metadata too large');
            }
            held.set(id, { id, vector: values, beside: metadata });
          }
          return ok({ mutationId: 'mutation' });
        }
        case 'POST delete_by_ids':
          for (const id of DELETE.parse(body).ids) held.delete(id);
          return ok({ mutationId: 'mutation' });
        case 'POST query': {
          const { vector, topK } = QUERY.parse(body);
          const matches = ranked(held.values(), vector).slice(0, topK);
          return ok({ count: matches.length, matches: matches.map(({ id, score }) => ({ id, score })) });
        }
        case 'GET list': {
          const from = Number(searchParams.get('cursor') ?? 0);
          const vectors = [...held.keys()].slice(from, from + PAGE).map((id) => ({ id }));
          const isTruncated = from + PAGE < held.size;
          return ok({
            count: vectors.length,
            totalCount: held.size,
            isTruncated,
            nextCursor: isTruncated ? String(from + PAGE) : null,
            vectors,
          });
        }
        default:
          return refuse(405, 10405, `no such route here: ${method} ${action}`);
      }
    } catch (error) {
      return refuse(400, 40000, error instanceof Error ? error.message : 'invalid');
    }
  });
  return { ...upstream, base: `${upstream.url}/client/v4`, indexes, authorizations };
}
