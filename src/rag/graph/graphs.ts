import { ProviderError } from '../../core/errors.ts';
import type { EntityCard, GraphStore } from '../../core/graph.ts';
import type { IndexReport, IndexRequest, SearchMode, SearchReport, SearchRequest } from '../../core/retrieval.ts';
import type { CollectionStore } from '../../core/store.ts';
import type { ToolCall } from '../../core/tool.ts';
import { mergeReceipts } from '../embedder.ts';
import { buildKeyless } from './build.ts';
import { entityCard } from './card.ts';
import { searchGlobally } from './global.ts';
import { buildByModel } from './model-build.ts';
import { searchLocally } from './search-local.ts';
import { createWorkshop } from './workshop.ts';

export type GraphMode = Extract<SearchMode, `graph_${string}`>;

export const isGraphMode = (mode: SearchMode | undefined): mode is GraphMode => mode?.startsWith('graph_') === true;

/** The graphs of collections: made with the index, asked by the graph modes, repaired by the store itself. */
export type Graphs = {
  has(store: CollectionStore): Promise<boolean>;
  /** Brings the collection's graph up to its chunks, or makes it one of the kind asked for. */
  grow(store: CollectionStore, request: IndexRequest, report: IndexReport, call: ToolCall): Promise<IndexReport>;
  search(store: CollectionStore, request: SearchRequest, call: ToolCall): Promise<SearchReport>;
  card(store: CollectionStore, collection: string, id: string): Promise<EntityCard>;
  /** Called after documents were removed: forgets what models had read in them. */
  forget(store: CollectionStore, call: ToolCall): Promise<void>;
  close(): Promise<void>;
};

export function createGraphs(): Graphs {
  const workshop = createWorkshop();

  return {
    has: async ({ graph }) => graph !== undefined && (await graph.state()).kind !== 'none',

    async grow(store, request, report, call) {
      if (request.graph === undefined && store.graph === undefined) return report;
      const graph = store.graph ?? unsupported();
      const before = await graph.state();
      const kind = request.graph ?? before.kind;
      if (kind === 'none' && before.kind === 'none') return report;
      if (kind !== before.kind) await graph.begin(kind, call.signal);
      const unread = kind === 'keyless' ? await buildKeyless(graph, workshop, call) : [];
      const read = kind === 'llm' ? await buildByModel(graph, request.options ?? {}, call) : undefined;
      await graph.tidy(call.signal);
      const { entities } = await graph.state();
      return {
        ...report,
        receipt: mergeReceipts([...(report.receipt ? [report.receipt] : []), ...(read?.receipts ?? [])]),
        failed: [...report.failed, ...unread, ...(read?.failed ?? [])],
        notes: [
          ...report.notes,
          ...(read?.notes ?? []),
          kind === 'none' ? 'The graph was removed.' : `The graph (${kind}) has ${entities} entities.`,
        ],
      };
    },

    async search(store, request, call) {
      const graph = await graphOf(store, request.collection);
      return request.mode === 'graph_global'
        ? searchGlobally({ store, graph, workshop }, request, call)
        : searchLocally(store, graph, request);
    },

    card: async (store, collection, id) => entityCard(store, await graphOf(store, collection), collection, id),

    forget: async ({ graph }, call) => graph?.tidy(call.signal),

    close: () => workshop.close(),
  };
}

async function graphOf(store: CollectionStore, collection: string): Promise<GraphStore> {
  const graph = store.graph ?? unsupported();
  if ((await graph.state()).kind !== 'none') return graph;
  throw new ProviderError('invalid_input', {
    message: `The collection "${collection}" has no graph.`,
    hint: 'Run rag_index on it with "graph": "keyless" (no model needed) or "llm".',
  });
}

function unsupported(): never {
  throw new ProviderError('unsupported', {
    message: 'This kind of store keeps no graph.',
    hint: 'Graphs are kept by collections in SQLite, the default store.',
  });
}
