// Retrieval quality on the collections beside the checkout, by mode, beside reference systems, and on paraphrased queries.
// Exit 1 below a bar.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Retrieval, SearchMode } from '../../src/core/retrieval.ts';
import { hasShared } from '../shared.ts';
import { embeddedEmbedder } from '../support/embedded.ts';
import { callOf, noEmbedder, retrievalIn } from '../support/retrieval.ts';
import {
  documentsOf,
  type Judged,
  type Part,
  paraphrasesOf,
  queriesOf,
  referencesOf,
} from './retrieval/collections.ts';
import { meanOf, type Scores, score } from './retrieval/score.ts';

type Bar = Part & {
  readonly ndcg?: number;
  /** Least share of questions with all their evidence among the first ten: by keyword, and in the mode graph_local. */
  readonly full?: number;
  readonly graphFull?: number;
  readonly isEmbedded?: boolean;
};

/** Least scores of the keyword leg, which needs no key. */
const BARS: readonly Bar[] = [
  { set: 'cranfield', ndcg: 0.38, isEmbedded: true },
  { set: 'hotpotqa-100', full: 0.77, graphFull: 0.84, isEmbedded: true },
  ...['en', 'de', 'zh', 'ar'].map((language) => ({
    set: 'xquad-en-de-zh-ar',
    language,
    ndcg: 0.87,
    isEmbedded: language === 'en',
  })),
];
/** What one query more or less makes of a mean. */
const NOISE = 0.002;
/** The graph's leg joins passages that share no word with the query, which may cost one elsewhere. */
const GRAPH_NOISE = 0.005;
/** On queries in other words than the documents', meaning must be worth at least this much nDCG. */
const PARAPHRASE_GAIN = 0.05;
const DEPTH = 100;

const row = (name: string, mode: string, queries: number, { ndcg, recall, full }: Scores, ms?: number): void =>
  console.log(
    [
      name.padEnd(26),
      mode.padEnd(22),
      String(queries).padStart(7),
      ...[ndcg, recall, full].map((value) => value.toFixed(4).padStart(10)),
      ms === undefined ? '' : `${ms.toFixed(1)} ms`.padStart(11),
    ].join(' '),
  );

async function measure(retrieval: Retrieval, name: string, queries: readonly Judged[], mode: SearchMode) {
  const began = performance.now();
  const scores: Scores[] = [];
  for (const { text, relevant } of queries) {
    const { hits } = await retrieval.search({ collection: 'bench', query: text, topK: DEPTH, mode }, callOf());
    scores.push(score([...new Set(hits.map(({ document }) => document))], relevant));
  }
  const mean = meanOf(scores);
  row(name, mode, queries.length, mean, (performance.now() - began) / queries.length);
  return { mean, scores };
}

/** Measures one collection; returns what stands below a bar, and the scores of its paraphrases by mode. */
async function bench(bar: Bar, models: string) {
  const home = mkdtempSync(join(tmpdir(), 'llmkit-bench-'));
  const retrieval = retrievalIn(home, bar.isEmbedded ? embeddedEmbedder(models) : noEmbedder);
  const name = [bar.set, bar.language].filter(Boolean).join(' ');
  const modes: readonly SearchMode[] = bar.isEmbedded ? ['keyword', 'graph_local', 'hybrid', 'vector'] : ['keyword'];
  try {
    await retrieval.index(
      { collection: 'bench', sources: documentsOf(bar), ...(bar.isEmbedded && { graph: 'keyless' }) },
      callOf(),
    );
    const queries = queriesOf(bar);
    for (const [system, scores] of referencesOf(bar)) {
      const { 'ndcg@10': ndcg = 0, 'recall@100': recall = 0, 'full@10': full = 0 } = scores;
      row(name, `(${system})`, scores.queries ?? 0, { ndcg, recall, full });
    }
    const means: Partial<Record<SearchMode, Scores>> = {};
    for (const mode of modes) means[mode] = (await measure(retrieval, name, queries, mode)).mean;
    const paraphrases: Partial<Record<SearchMode, readonly Scores[]>> = {};
    if (bar.isEmbedded) {
      for (const mode of modes.filter((each) => each !== 'graph_local')) {
        const { scores } = await measure(retrieval, `${bar.set} paraphrased`, paraphrasesOf(bar), mode);
        paraphrases[mode] = scores;
      }
    }
    const { keyword, hybrid, graph_local: graph } = means;
    const failures = [
      ...((keyword?.ndcg ?? 0) < (bar.ndcg ?? 0) ? [`keyword nDCG@10 below ${bar.ndcg}`] : []),
      ...((keyword?.full ?? 0) < (bar.full ?? 0) ? [`keyword full@10 below ${bar.full}`] : []),
      ...((graph?.full ?? 0) < (bar.graphFull ?? 0) ? [`graph full@10 below ${bar.graphFull}`] : []),
      ...(graph !== undefined && graph.ndcg < (keyword?.ndcg ?? 0) - GRAPH_NOISE ? ['graph below keyword'] : []),
      ...(hybrid !== undefined && hybrid.ndcg < (keyword?.ndcg ?? 0) - NOISE ? ['hybrid below keyword'] : []),
    ];
    return { failures: failures.map((failure) => `${name}: ${failure}`), paraphrases };
  } finally {
    await retrieval.close();
    rmSync(home, { recursive: true, force: true });
  }
}

if (!hasShared) {
  console.log('The collections are not beside this checkout: nothing was measured.');
} else {
  console.log(`${'collection'.padEnd(26)} ${'mode'.padEnd(22)} queries    nDCG@10 recall@100    full@10   per query`);
  const models = mkdtempSync(join(tmpdir(), 'llmkit-bench-model-'));
  const failures: string[] = [];
  const paraphrased: Partial<Record<SearchMode, Scores[]>> = {};
  for (const bar of BARS) {
    const result = await bench(bar, models);
    failures.push(...result.failures);
    for (const mode of ['keyword', 'hybrid', 'vector'] as const) {
      paraphrased[mode] = [...(paraphrased[mode] ?? []), ...(result.paraphrases[mode] ?? [])];
    }
  }
  const means = Object.entries(paraphrased).map(([mode, scores]) => ({ mode, mean: meanOf(scores), n: scores.length }));
  for (const { mode, mean, n } of means) row('all paraphrased', mode, n, mean);
  const of = (mode: string): number => means.find((each) => each.mode === mode)?.mean.ndcg ?? 0;
  if (of('hybrid') < of('keyword') + PARAPHRASE_GAIN) {
    failures.push(`paraphrased: hybrid is not ${PARAPHRASE_GAIN} above keyword`);
  }
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  rmSync(models, { recursive: true, force: true });
}
