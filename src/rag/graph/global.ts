import { asProviderError } from '../../core/errors.ts';
import type { Community, CommunitySummary, GraphStore, GraphSummary } from '../../core/graph.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { SearchReport, SearchRequest } from '../../core/retrieval.ts';
import type { CollectionStore } from '../../core/store.ts';
import type { ToolCall } from '../../core/tool.ts';
import { mergeReceipts } from '../embedder.ts';
import type { Fused } from '../fuse.ts';
import { keywordTerms } from '../keyword.ts';
import { hitsOf } from '../search.ts';
import { reasonOf } from '../sources.ts';
import { type LocalRanks, rankLocally, seedRanking } from './local.ts';
import { pointsFrom } from './points.ts';
import { reportOn } from './report.ts';
import { readTheme, summaryOf, type Theme } from './theme.ts';
import type { Workshop } from './workshop.ts';

/** Entities that take part in communities: of a large collection, those that stand in most of its chunks. */
const MOST_ENTITIES = 10_000;
/** Communities that one search reads, of a collection however large. */
const MOST_THEMES = 12;
/** With fewer main themes than this, those within them tell more. */
const FEW = 4;
const RRF_K = 60;
const REPORTS_AT_ONCE = 4;

type Parts = { readonly store: CollectionStore; readonly graph: GraphStore; readonly workshop: Workshop };

/** `graph_global`: what the whole collection is about, seen from the question. */
export async function searchGlobally(parts: Parts, request: SearchRequest, call: ToolCall): Promise<SearchReport> {
  const { store, graph } = parts;
  const { query, filter, topK, options } = request;
  const [manifest, { chunks: total }, { kind }] = [await store.manifest(), await store.counts(), await graph.state()];
  const languages = manifest?.languages ?? [];
  const ranked = await seedRanking(store, { text: query, languages, limit: 100, filter });
  const near = await rankLocally(graph, { text: query, filter, ranked, total });
  const themes: Theme[] = [];
  for (const community of inOrder(await freshCommunities(parts, call), near)) {
    const theme = await readTheme(store, graph, community, filter);
    if (theme !== undefined) themes.push(theme);
    if (themes.length === MOST_THEMES) break;
  }
  const listed = themes.map((theme) => summaryOf(theme, total));
  // A report is made from all of a community: under a filter it would tell what the filter hides.
  const mayAsk = filter === undefined && themes.length > 0 && (kind === 'llm' || options?.model !== undefined);
  const told = mayAsk ? await byModel(graph, themes, listed, request, call) : { communities: listed, notes: [LISTED] };
  const order = hitOrder(told.communities, told.points ?? []);
  const hits = await hitsOf(store, order.slice(0, topK), keywordTerms(query, languages));
  return {
    hits,
    mode: 'graph_global',
    notes: [...(themes.length === 0 ? [NOTHING] : told.notes), ...store.notes],
    receipt: told.receipts === undefined ? undefined : mergeReceipts(told.receipts),
    graph: { entities: [], communities: told.communities, points: told.points ?? [] },
  };
}

const LISTED =
  'No model summarised the themes: each is listed by its main entities, with the sentences that connect most of them.';
const NOTHING = 'The graph has no themes: too few entities stand together.';

type Told = {
  readonly communities: readonly CommunitySummary[];
  readonly points?: GraphSummary['points'];
  readonly notes: readonly string[];
  readonly receipts?: readonly Receipt[];
};

/** Reports and points by a model. Where it fails, what is known without it is shown. */
async function byModel(
  graph: GraphStore,
  themes: readonly Theme[],
  listed: readonly CommunitySummary[],
  { query, options = {} }: SearchRequest,
  call: ToolCall,
): Promise<Told> {
  const receipts: Receipt[] = [];
  const communities = [...listed];
  try {
    for (let from = 0; from < themes.length; from += REPORTS_AT_ONCE) {
      const batch = themes.slice(from, from + REPORTS_AT_ONCE);
      const written = await Promise.all(batch.map((theme) => reportOn(graph, theme, options, call)));
      for (const [index, { summary, receipts: paid }] of written.entries()) {
        communities[from + index] = summary;
        receipts.push(...paid);
      }
      call.progress?.({ message: `${Math.min(from + REPORTS_AT_ONCE, themes.length)} of ${themes.length} reports` });
    }
    const { points, receipts: paid } = await pointsFrom(query, communities, options, call);
    return { communities, points, notes: [], receipts: [...receipts, ...paid] };
  } catch (error) {
    if (asProviderError(error).code === 'cancelled') throw error;
    return { communities, notes: [`The model could not answer. ${reasonOf(error)}`, LISTED], receipts };
  }
}

async function freshCommunities({ graph, workshop }: Parts, call: ToolCall): Promise<readonly Community[]> {
  const known = await graph.communities();
  if (known !== undefined) return known;
  const { version } = await graph.state();
  const found = await workshop.communities(await graph.cooccurrence(MOST_ENTITIES), call.signal);
  await graph.keepCommunities(found, version, call.signal);
  return found;
}

/** Large themes and themes near the question first, each as one vote. */
function inOrder(communities: readonly Community[], { graph, entities }: LocalRanks): readonly Community[] {
  const weights = new Map(graph.entities.map(({ id }, place) => [id, entities[place] ?? 0]));
  const main = communities.filter(({ level }) => level === 0);
  const inner = communities.filter(({ level }) => level === 1);
  const candidates = main.length < FEW && inner.length > 0 ? inner : main;
  const nearness = new Map(
    candidates.map(({ id, members }) => [id, members.reduce((sum, member) => sum + (weights.get(member) ?? 0), 0)]),
  );
  const votes = new Map<string, number>();
  const vote = (order: readonly Community[]): void => {
    for (const [index, { id }] of order.entries()) votes.set(id, (votes.get(id) ?? 0) + 1 / (RRF_K + index + 1));
  };
  const byId = (left: Community, right: Community): number => (left.id < right.id ? -1 : 1);
  vote([...candidates].sort((left, right) => right.members.length - left.members.length || byId(left, right)));
  vote(
    candidates
      .filter(({ id }) => (nearness.get(id) ?? 0) > 0)
      .sort((left, right) => (nearness.get(right.id) ?? 0) - (nearness.get(left.id) ?? 0) || byId(left, right)),
  );
  return [...candidates].sort(
    (left, right) => (votes.get(right.id) ?? 0) - (votes.get(left.id) ?? 0) || byId(left, right),
  );
}

/** What the points rest on first, then the best chunk of each theme, then the second best of each. */
function hitOrder(communities: readonly CommunitySummary[], points: GraphSummary['points']): readonly Fused[] {
  const order = new Set(points.flatMap(({ chunks }) => chunks));
  const deepest = Math.max(0, ...communities.map(({ chunks }) => chunks.length));
  for (let depth = 0; depth < deepest; depth++) {
    for (const { chunks } of communities) {
      const chunk = chunks[depth];
      if (chunk !== undefined) order.add(chunk);
    }
  }
  return [...order].map((id, index) => ({ id, score: 1 / (RRF_K + index + 1), legs: { graph: index + 1 } }));
}
