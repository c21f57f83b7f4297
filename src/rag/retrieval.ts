import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import type { DocumentParser } from '../core/document.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { CollectionInfo, IndexReport, IndexRequest, Retrieval } from '../core/retrieval.ts';
import type { SourceLoader } from '../core/source.ts';
import type { CollectionStore, Stores } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { createStores } from '../stores/stores.ts';
import { mergeCollections } from './across.ts';
import { type ChunkSizes, DEFAULT_CHUNK } from './chunk.ts';
import { completeReport } from './complete.ts';
import { type ContextCache, createContextCache } from './context-cache.ts';
import { Contextualiser } from './contextual.ts';
import { type Embedder, isUnavailable } from './embedder.ts';
import { createGraphs, isGraphMode } from './graph/graphs.ts';
import { IndexRun } from './index-run.ts';
import { modelFor } from './manifest.ts';
import { migrateCollection } from './migrate.ts';
import { unknownCollection } from './names.ts';
import { readSpans } from './read-spans.ts';
import type { Reranker } from './rerank.ts';
import { searchCollection } from './search.ts';
import { expandSources } from './sources.ts';
import type { Writer } from './writer.ts';

const CHUNK_BOUNDS = { min: 100, max: 20_000 };

export type RetrievalParts = {
  readonly config: Pick<Config, 'home'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Loaded when the first file is parsed. */
  readonly documents: () => Promise<DocumentParser>;
  readonly sources: SourceLoader;
  readonly embedder: Embedder;
  /** Absent where nothing reranks: the order stays as it is, and a note says so. */
  readonly reranker?: Reranker;
  /** Absent where no model writes: answers are quotes, queries stay as they are. */
  readonly writer?: Writer;
  /** Default: one SQLite file a collection below the data folder. */
  readonly stores?: Stores;
};

/** Stores that nobody said anything about are where their makers put them. */
const unconfigured = () => ({ home: '', variable: () => undefined });

/** The retrieval core over its parts. Everything is kept by the caller's tenant. */
export function createRetrieval(parts: RetrievalParts): Retrieval {
  const contexts = createContextCache(parts.config.home);
  const stores = parts.stores ?? createStores({ ...parts, home: parts.config.home, settings: unconfigured });

  const graphs = createGraphs();

  async function existing(collection: string, call: ToolCall): Promise<CollectionStore> {
    const { tenant } = call.principal;
    try {
      return await stores.open(tenant, collection, { create: false });
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'not_found') throw error;
      throw unknownCollection(collection, await stores.list(tenant));
    }
  }

  async function infoOf(name: string, call: ToolCall): Promise<CollectionInfo> {
    const store = await existing(name, call);
    const [manifest, { documents, chunks }] = [await store.manifest(), await store.counts()];
    const { embedModel, dimensions } = manifest ?? {};
    const hasGraph = await graphs.has(store);
    return { name, store: store.store, embedModel, dimensions, documents, chunks, graph: hasGraph };
  }

  /** Damaged, of a newer version, or a copy that is not finished: nobody can count in it, and deleting it is a way out. */
  const isUnreadable = (error: unknown): error is ProviderError =>
    error instanceof ProviderError && (error.code === 'internal' || error.code === 'conflict');

  async function countOf(collection: string, call: ToolCall): Promise<number> {
    try {
      return (await (await existing(collection, call)).counts()).documents;
    } catch (error) {
      if (isUnreadable(error)) return 0;
      throw error;
    }
  }

  /** One file that cannot be read must not hide the other collections. */
  function unreadableInfo(name: string, error: unknown): CollectionInfo {
    if (!isUnreadable(error)) throw error;
    parts.log.warn('collection cannot be read', { collection: name, code: error.code });
    return { name, store: `${stores.id} (cannot be read)`, documents: 0, chunks: 0, graph: false };
  }

  return {
    async index(request, call) {
      const store = await stores.open(call.principal.tenant, request.collection, {
        create: true,
        store: request.store,
      });
      const report = await graphs.grow(
        store,
        request,
        await indexInto(store, request, call, { ...parts, contexts }),
        call,
      );
      parts.log.info('indexed', { collection: request.collection, count: report.documents, callId: call.callId });
      return report;
    },

    async search(request, call) {
      if (request.query.trim() === '') throw new ProviderError('invalid_input', { message: 'The query is empty.' });
      const store = await existing(request.collection, call);
      return isGraphMode(request.mode)
        ? completeReport(await graphs.search(store, request, call), { ...parts, store }, request, call)
        : searchCollection(store, parts, request, call);
    },

    async searchAll(query, topK, call) {
      const names = await stores.list(call.principal.tenant);
      const searched = names.map(async (collection) => {
        try {
          const store = await existing(collection, call);
          const { hits } = await searchCollection(store, parts, { collection, query, topK }, call);
          return { collection, hits };
        } catch (error) {
          if (asProviderError(error).code === 'cancelled') throw error;
          parts.log.warn('collection cannot be searched', { collection, code: asProviderError(error).code });
          return { collection, hits: [] };
        }
      });
      return mergeCollections(query, await Promise.all(searched)).slice(0, topK);
    },

    async get(request, call) {
      return readSpans(await existing(request.collection, call), request);
    },

    async collections(call, name) {
      if (name !== undefined) return [await infoOf(name, call)];
      const names = await stores.list(call.principal.tenant);
      return Promise.all(
        names.map((each) => infoOf(each, call).catch((error: unknown) => unreadableInfo(each, error))),
      );
    },

    migrate: (request, call) => migrateCollection({ stores, embedder: parts.embedder, contexts }, request, call),

    async delete(collection, documents, call) {
      const owner = { tenant: call.principal.tenant, collection };
      if (documents !== undefined) {
        const store = await existing(collection, call);
        await contexts.forget(owner, documents);
        const removed = await store.remove(documents, call.signal);
        await graphs.forget(store, call);
        return removed;
      }
      const count = await countOf(collection, call);
      await contexts.forget(owner);
      await stores.drop(call.principal.tenant, collection, call.signal);
      return count;
    },

    async entity(collection, id, call) {
      return graphs.card(await existing(collection, call), collection, id);
    },

    async close() {
      contexts.close();
      await graphs.close();
      await stores.close();
    },
  };
}

async function indexInto(
  store: CollectionStore,
  request: IndexRequest,
  call: ToolCall,
  { embedder, sources, documents, ...parts }: RetrievalParts & { readonly contexts: ContextCache },
): Promise<IndexReport> {
  const sizes = sizesOf(request);
  const wanted = modelFor(request.collection, await store.manifest(), request.embedModel);
  const model = await resolved();
  const { candidates, failed, isComplete } = await expandSources(request.sources, sources, documents);
  const { contextual = false } = request;
  const owner = { tenant: call.principal.tenant, collection: request.collection };
  const run = new IndexRun({
    contextual,
    contextualiser: contextual === false ? undefined : contextualiser(contextual),
    store,
    embedder,
    call,
    sizes,
    model: model ?? wanted,
    isModelWanted: request.embedModel !== undefined,
    total: candidates.length,
  });
  if (model === undefined) run.note('No embedding model is available: indexed for keyword search only.');
  for (const failure of failed) run.fail(failure);
  await run.start();
  for (const candidate of candidates) await run.take(candidate);
  await run.flush();
  const deleted = request.replace ? await removeOthers() : 0;
  return run.report(request.collection, deleted);

  function contextualiser(wanted: true | string): Contextualiser {
    const { writer, contexts: cache } = parts;
    if (writer === undefined)
      throw new ProviderError('not_configured', { message: 'No model is there to write contexts.' });
    const options = typeof wanted === 'string' ? { model: wanted } : {};
    return new Contextualiser({ owner, writer, cache, options, call });
  }

  /** A model that was not asked for may be missing; keyword search needs none. */
  async function resolved(): Promise<string | undefined> {
    try {
      return await embedder.resolve(wanted, call);
    } catch (error) {
      if (request.embedModel === undefined && isUnavailable(error)) return undefined;
      throw error;
    }
  }

  async function removeOthers(): Promise<number> {
    if (!isComplete) {
      run.note('Nothing was removed, because not all sources could be listed.');
      return 0;
    }
    const kept = new Set(candidates.map(({ id }) => id));
    const others = [...(await store.fingerprints()).keys()].filter((id) => !kept.has(id));
    if (others.length === 0) return 0;
    await parts.contexts.forget(owner, others);
    return store.remove(others, call.signal);
  }
}

function sizesOf({ chunk }: IndexRequest): ChunkSizes {
  const size = chunk?.size ?? DEFAULT_CHUNK.size;
  const overlap = chunk?.overlap ?? Math.min(DEFAULT_CHUNK.overlap, Math.floor(size / 10));
  if (size < CHUNK_BOUNDS.min || size > CHUNK_BOUNDS.max || overlap < 0 || overlap > size / 2) {
    throw new ProviderError('invalid_input', {
      message: `A chunk size of ${size} with an overlap of ${overlap} characters cannot be used.`,
      hint: `size ${CHUNK_BOUNDS.min} to ${CHUNK_BOUNDS.max}, overlap at most half of it.`,
    });
  }
  return { size, overlap };
}
