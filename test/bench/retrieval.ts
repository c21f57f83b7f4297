// Retrieval quality on the collections beside the checkout: nDCG@10, recall@100, full@10 and times, by mode. Exit 1 below a bar.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Retrieval, SearchMode } from '../../src/core/retrieval.ts';
import type { Embedder } from '../../src/rag/embedder.ts';
import { hasShared, shared } from '../shared.ts';
import { embeddedEmbedder } from '../support/embedded.ts';
import { callOf, noEmbedder, retrievalIn } from '../support/retrieval.ts';

type Bar = { readonly set: string; readonly language?: string; readonly ndcg: number; readonly hybrid?: boolean } & {
  /** Least share of questions with all their evidence among the first ten, in the mode graph_local. */
  readonly full?: number;
};

/** Least nDCG@10 of the keyword leg. Neither hybrid nor the graph may fall below it by more than noise. */
const BARS: readonly Bar[] = [
  { set: 'cranfield', ndcg: 0.37, hybrid: true },
  { set: 'hotpotqa-100', ndcg: 0.77, hybrid: true, full: 0.84 },
  { set: 'xquad-en-de-zh-ar', language: 'en', ndcg: 0.86, hybrid: true },
  { set: 'xquad-en-de-zh-ar', language: 'de', ndcg: 0.86 },
  { set: 'xquad-en-de-zh-ar', language: 'zh', ndcg: 0.86 },
  { set: 'xquad-en-de-zh-ar', language: 'ar', ndcg: 0.86 },
];
const NOISE = 0.005;
const DEPTH = 100;

const documentSchema = z.object({ id: z.string(), title: z.string(), text: z.string(), lang: z.string().optional() });
const querySchema = z.object({ id: z.string(), text: z.string(), lang: z.string().optional() });
const judgementSchema = z.object({ query: z.string(), doc: z.string(), score: z.number() });

function lines<Schema extends z.ZodType>(set: string, file: string, schema: Schema): z.output<Schema>[] {
  const text = readFileSync(shared('retrieval', set, file), 'utf8').trim();
  return text.split('\n').map((line) => schema.parse(JSON.parse(line)));
}

/** Documents of the ranking that are relevant, as gains at their places: binary, as all three collections judge. */
function score(ranked: readonly string[], relevant: ReadonlySet<string>) {
  const discount = (place: number) => 1 / Math.log2(place + 2);
  const gained = ranked.slice(0, 10).reduce((sum, id, place) => sum + (relevant.has(id) ? discount(place) : 0), 0);
  const ideal = Array.from({ length: Math.min(10, relevant.size) }, (_, place) => discount(place)).reduce(
    (a, b) => a + b,
    0,
  );
  const first = ranked.slice(0, 10).filter((id) => relevant.has(id)).length;
  const recall = ranked.filter((id) => relevant.has(id)).length / relevant.size;
  return { ndcg: gained / ideal, recall, full: first === relevant.size ? 1 : 0 };
}

async function measure(retrieval: Retrieval, bar: Bar, mode: SearchMode) {
  const judged = new Map<string, Set<string>>();
  for (const { query, doc, score } of lines(bar.set, 'qrels.jsonl', judgementSchema)) {
    if (score > 0) judged.set(query, (judged.get(query) ?? new Set()).add(doc));
  }
  const queries = lines(bar.set, 'queries.jsonl', querySchema).filter(
    ({ lang }) => bar.language === undefined || lang === bar.language,
  );
  const totals = { ndcg: 0, recall: 0, full: 0, queries: 0 };
  const began = performance.now();
  for (const { id, text } of queries) {
    const relevant = judged.get(id);
    if (relevant === undefined) continue;
    const { hits } = await retrieval.search({ collection: 'bench', query: text, topK: DEPTH, mode }, callOf());
    const { ndcg, recall, full } = score([...new Set(hits.map(({ document }) => document))], relevant);
    totals.ndcg += ndcg;
    totals.recall += recall;
    totals.full += full;
    totals.queries += 1;
  }
  const ms = (performance.now() - began) / totals.queries;
  const { queries: count } = totals;
  return { ndcg: totals.ndcg / count, recall: totals.recall / count, full: totals.full / count, queries: count, ms };
}

async function bench(bar: Bar, mode: SearchMode, embedder: Embedder) {
  const home = mkdtempSync(join(tmpdir(), 'llmkit-bench-'));
  const retrieval = retrievalIn(home, embedder);
  try {
    const documents = lines(bar.set, 'corpus.jsonl', documentSchema).filter(
      ({ lang }) => bar.language === undefined || lang === bar.language,
    );
    const began = performance.now();
    const report = await retrieval.index(
      {
        collection: 'bench',
        sources: documents.map(({ id, title, text }) => ({ id, text, metadata: { title } })),
        ...(mode === 'graph_local' && { graph: 'keyless' as const }),
      },
      callOf(),
    );
    const indexMs = performance.now() - began;
    const { ndcg, recall, full, queries, ms } = await measure(retrieval, bar, mode);
    console.log(
      [
        [bar.set, bar.language].filter(Boolean).join(' ').padEnd(21),
        mode.padEnd(11),
        `${report.documents}/${report.chunks}`.padStart(10),
        String(queries).padStart(6),
        ndcg.toFixed(4).padStart(8),
        recall.toFixed(4).padStart(10),
        full.toFixed(2).padStart(7),
        `${indexMs.toFixed(0)} ms`.padStart(10),
        `${ms.toFixed(1)} ms`.padStart(9),
      ].join('  '),
    );
    return { ndcg, full };
  } finally {
    await retrieval.close();
    rmSync(home, { recursive: true, force: true });
  }
}

if (!hasShared) {
  console.log('The collections are not beside this checkout: nothing was measured.');
} else {
  console.log(
    'collection             mode         docs/chunks  queries  nDCG@10  recall@100  full@10     index   per query',
  );
  const models = mkdtempSync(join(tmpdir(), 'llmkit-bench-model-'));
  const embedder = embeddedEmbedder(models);
  for (const bar of BARS) {
    const { ndcg: keyword } = await bench(bar, 'keyword', noEmbedder);
    const graph = await bench(bar, 'graph_local', noEmbedder);
    const hybrid = bar.hybrid ? (await bench(bar, 'hybrid', embedder)).ndcg : undefined;
    if (bar.hybrid) await bench(bar, 'vector', embedder);
    const failures = [
      ...(keyword < bar.ndcg ? [`keyword below ${bar.ndcg}`] : []),
      ...(hybrid !== undefined && hybrid < keyword - NOISE ? ['hybrid below keyword'] : []),
      ...(graph.ndcg < keyword - NOISE ? ['graph below keyword'] : []),
      ...(graph.full < (bar.full ?? 0) ? [`graph full@10 below ${bar.full}`] : []),
    ];
    if (failures.length === 0) continue;
    console.log(`  FAILED: ${failures.join(', ')}`);
    process.exitCode = 1;
  }
  rmSync(models, { recursive: true, force: true });
}
