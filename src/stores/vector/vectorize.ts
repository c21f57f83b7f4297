import { defineVectorStore, type VectorIndex, type VectorRecord } from '../../core/vector-index.ts';
import { flatPayloadOf } from './_payload.ts';
import { required, serverUrl } from './_settings.ts';

/** https://developers.cloudflare.com/vectorize/platform/limits (2026): 5,000 vectors a request, 100 hits without metadata. */
const LIMITS = { upsert: 200, delete: 200, query: 100 };
const PAGE = 1000;
/** A vector's metadata may be 10 KiB. The text goes first: the catalogue has it. */
const METADATA_BYTES = 10_000;
const TIMEOUT_MS = 60_000;

const NO_INDEX = 3000;
/** Comes with HTTP 400. */
const INDEX_EXISTS = 3002;

type Answer = {
  readonly success?: boolean;
  readonly result?: unknown;
  readonly errors?: readonly { readonly code?: number; readonly message?: string }[] | null;
};

class VectorizeError extends Error {
  readonly status: number;
  readonly reason: number | undefined;

  constructor(status: number, { errors }: Answer) {
    super(errors?.map(({ message = '' }) => message).join(' ') || `HTTP ${status}`);
    this.reason = errors?.[0]?.code;
    // Whatever the status of an index that is not there, it is told by this code.
    this.status = this.reason === NO_INDEX ? 404 : status;
  }
}

const hasReason = (error: unknown, reason: number): boolean =>
  error instanceof VectorizeError && error.reason === reason;

function metadataOf(record: VectorRecord): Readonly<Record<string, unknown>> {
  const { flat } = flatPayloadOf(record);
  if (Buffer.byteLength(JSON.stringify(flat)) <= METADATA_BYTES) return flat;
  const { text: _, metadata: __, document, source, ...places } = flat;
  return { document: document.slice(0, 2000), source: source.slice(0, 2000), ...placesOf(places) };
}

/** Offsets and page, without the numbers of a metadata that is too large by itself. */
const placesOf = (rest: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('n_')));

/**
 * One index for each collection. It filters by ten properties that must be named before the first vector, and by no lists: so it
 * is asked without filters, and the catalogue lets through what meets them.
 */
function vectorizeIndex(base: string, token: string): VectorIndex {
  async function ask(
    method: string,
    path: string,
    body?: { readonly type: string; readonly text: string },
  ): Promise<unknown> {
    const response = await fetch(`${base}/indexes${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': body.type }) },
      body: body?.text,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    const answer = answerIn(text);
    if (!response.ok || answer.success === false) throw new VectorizeError(response.status, answer);
    return answer.result;
  }
  const send = (path: string, body: unknown) =>
    ask('POST', path, { type: 'application/json', text: JSON.stringify(body) });

  return {
    async ensure({ name, dimensions }) {
      try {
        await ask('GET', `/${name}`);
      } catch (error) {
        if (!hasReason(error, NO_INDEX)) throw error;
        await send('', { name, config: { dimensions, metric: 'cosine' } }).catch((thrown: unknown) => {
          if (!hasReason(thrown, INDEX_EXISTS)) throw thrown;
        });
      }
    },
    async upsert({ name }, records) {
      const lines = records.map((record) =>
        JSON.stringify({ id: record.id, values: Array.from(record.vector), metadata: metadataOf(record) }),
      );
      await ask('POST', `/${name}/upsert`, { type: 'application/x-ndjson', text: lines.join('\n') });
    },
    async delete({ name }, ids) {
      await send(`/${name}/delete_by_ids`, { ids });
    },
    async query({ name }, { vector, limit }) {
      const body = { vector: Array.from(vector), topK: limit, returnValues: false, returnMetadata: 'none' };
      const { matches } = (await send(`/${name}/query`, body)) as Result<'matches', { id: string; score?: number }>;
      return (matches ?? []).map(({ id, score }) => ({ id, score: score ?? 0 }));
    },
    async *ids({ name }) {
      let cursor: string | undefined;
      do {
        const query = new URLSearchParams({ count: String(PAGE), ...(cursor !== undefined && { cursor }) });
        const page = (await ask('GET', `/${name}/list?${query}`)) as Result<'vectors', { id: string }> & {
          readonly nextCursor?: string | null;
          readonly isTruncated?: boolean;
        };
        yield (page.vectors ?? []).map(({ id }) => id);
        cursor = page.isTruncated === true ? (page.nextCursor ?? undefined) : undefined;
      } while (cursor !== undefined);
    },
    async count({ name }) {
      const { vectorCount } = (await ask('GET', `/${name}/info`)) as { readonly vectorCount?: number };
      return vectorCount ?? 0;
    },
    async drop({ name }) {
      try {
        await ask('DELETE', `/${name}`);
      } catch (error) {
        if (!hasReason(error, NO_INDEX)) throw error;
      }
    },
    close: async () => {},
  };
}

/** The fields we read of a result, as Cloudflare documents them. */
type Result<Name extends string, Item> = { readonly [name in Name]?: readonly Item[] | null };

function answerIn(text: string): Answer {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    return {};
  }
}

export default defineVectorStore({
  id: 'vectorize',
  name: 'Cloudflare Vectorize',
  docs: 'https://developers.cloudflare.com/vectorize',
  packages: [],
  env: ['CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_ACCOUNT_ID'],
  limits: LIMITS,
  settlesMs: 120_000,
  async connect(settings) {
    const token = required('vectorize', settings, ['CLOUDFLARE_API_TOKEN']);
    const account = required('vectorize', settings, ['CLOUDFLARE_ACCOUNT_ID']);
    const url = serverUrl('vectorize', settings.url ?? 'https://api.cloudflare.com/client/v4', settings);
    const base = `${url.href.replace(/\/$/u, '')}/accounts/${encodeURIComponent(account)}/vectorize/v2`;
    return vectorizeIndex(base, token);
  },
});
