import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../src/core/app.ts';
import type { ChatResult } from '../../src/core/chat.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { GraphStore } from '../../src/core/graph.ts';
import type { IndexRequest, IndexSource, Retrieval, SearchRequest } from '../../src/core/retrieval.ts';
import type { ToolCall } from '../../src/core/tool.ts';
import { createSqliteStores } from '../../src/stores/sqlite.ts';
import { callOf, receiptOf, retrievalIn } from './retrieval.ts';

/** What a fake model answers to a question, as the object that the schema asks for; it may throw. */
export type Model = (question: string) => unknown;

/** A call whose app has a chat model and nothing else. */
export function callWithModel(model: Model): ToolCall & { readonly questions: string[] } {
  const questions: string[] = [];
  const run: App['run'] = async (_capability, request) => {
    const { messages } = request as unknown as { messages: { parts: { text: string }[] }[] }; // the graph asks with one text
    const question = messages[0]?.parts[0]?.text ?? '';
    questions.push(question);
    const result: Partial<ChatResult> = { text: JSON.stringify(model(question)), finishReason: 'stop' };
    const receipt = { ...receiptOf('test/reader'), costMicroUsd: 100 };
    return { result, receipt } as never; // of the many capabilities only chat is asked
  };
  return { ...callOf(), app: { run } as App, questions }; // retrieval touches nothing else of it
}

/** A collection in a folder of its own. */
export function collectionIn(home: string) {
  const retrieval: Retrieval = retrievalIn(home);
  return {
    retrieval,
    index: (sources: readonly IndexSource[], more: Partial<IndexRequest> = {}, call = callOf()) =>
      retrieval.index({ collection: 'c', sources, graph: 'keyless', ...more }, call),
    search: (query: string, more: Partial<SearchRequest> = {}, call = callOf()) =>
      retrieval.search({ collection: 'c', query, topK: 10, mode: 'graph_local', ...more }, call),
    remove: (...documents: string[]) => retrieval.delete('c', documents, callOf()),
  };
}

export const temporaryHome = (): { readonly home: string; remove(): void } => {
  const home = mkdtempSync(join(tmpdir(), 'llmkit-graph-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
};

/** Everything that a graph says, in an order of its own: two graphs are equal when these are. */
export async function graphIn(home: string): Promise<unknown> {
  const stores = createSqliteStores({ home, clock: systemClock });
  try {
    const { graph } = await stores.open('local', 'c', { create: false });
    if (graph === undefined) throw new Error('the store keeps no graph');
    return await contentOf(graph);
  } finally {
    await stores.close();
  }
}

async function contentOf(graph: GraphStore) {
  const { kind, chunks, entities } = await graph.state();
  const { entities: nodes, pairs } = await graph.cooccurrence(10_000);
  const rows = await graph.entities(nodes.map(({ id }) => id));
  const named = (place: number): string => nodes[place]?.id ?? '';
  const mentions = await Promise.all(rows.map(async ({ id }) => [id, await graph.mentions(id, 1000)]));
  const relations = await Promise.all(rows.map(async ({ id }) => [id, await graph.relations([id], 1000)]));
  return {
    kind,
    chunks,
    entities,
    rows,
    mentions,
    relations,
    pairs: pairs.map(([one, other, weight]) => [...[named(one), named(other)].sort(), weight]).sort(),
  };
}
