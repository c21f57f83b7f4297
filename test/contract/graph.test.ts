import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Retrieval, SearchMode } from '../../src/core/retrieval.ts';
import { verifies } from '../requirements.ts';
import { hasShared, shared } from '../shared.ts';
import { callOf, retrievalIn } from '../support/retrieval.ts';

const SET = 'hotpotqa-100';
const documentShape = z.object({ id: z.string(), title: z.string(), text: z.string() });
const questionShape = z.object({ id: z.string(), text: z.string() });
const judgementShape = z.object({ query: z.string(), doc: z.string(), score: z.number() });

function lines<Shape extends z.ZodType>(file: string, shape: Shape): z.output<Shape>[] {
  const text = readFileSync(shared('retrieval', SET, file), 'utf8').trim();
  return text.split('\n').map((line) => shape.parse(JSON.parse(line)));
}

const discounted = (places: readonly number[]): number =>
  places.reduce((sum, place) => sum + 1 / Math.log2(place + 2), 0);

describe.runIf(hasShared)(`questions that need two documents. ${verifies('graph.connects')}`, () => {
  let home: string;
  let retrieval: Retrieval;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'llmkit-graph-'));
    retrieval = retrievalIn(home);
    const sources = lines('corpus.jsonl', documentShape).map(({ id, title, text }) => ({
      id,
      text,
      metadata: { title },
    }));
    await retrieval.index({ collection: 'c', sources, graph: 'keyless' }, callOf());
  });
  afterAll(async () => {
    await retrieval.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function measured(mode: SearchMode) {
    const wanted = new Map<string, Set<string>>();
    for (const { query, doc, score } of lines('qrels.jsonl', judgementShape)) {
      if (score > 0) wanted.set(query, (wanted.get(query) ?? new Set()).add(doc));
    }
    const questions = lines('queries.jsonl', questionShape);
    let [full, ndcg] = [0, 0];
    for (const { id, text } of questions) {
      const evidence = wanted.get(id) ?? new Set();
      const { hits } = await retrieval.search({ collection: 'c', query: text, topK: 15, mode }, callOf());
      const ranked = [...new Set(hits.map(({ document }) => document))].slice(0, 10);
      const places = ranked.flatMap((document, place) => (evidence.has(document) ? [place] : []));
      full += places.length === evidence.size ? 1 : 0;
      ndcg += discounted(places) / discounted([...evidence].map((_, place) => place));
    }
    return { full: full / questions.length, ndcg: ndcg / questions.length };
  }

  it('find all of it among the first ten in 84 of 100 cases, and rank no worse than by words alone', async () => {
    const graph = await measured('graph_local');
    const keyword = await measured('keyword');
    expect(graph.full).toBeGreaterThanOrEqual(0.84);
    expect(graph.full).toBeGreaterThan(keyword.full);
    expect(graph.ndcg).toBeGreaterThan(keyword.ndcg - 0.005);
  });
});
