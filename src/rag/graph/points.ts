import { z } from 'zod';
import type { RunOptions } from '../../core/app.ts';
import type { CommunitySummary, GraphSummary } from '../../core/graph.ts';
import type { Receipt } from '../../core/receipt.ts';
import type { ToolCall } from '../../core/tool.ts';
import { askModel } from './ask.ts';

/** Reports that one question holds, in characters: about 8,000 tokens. */
const BATCH = 32_000;
const MOST_POINTS = 20;

const pointsShape = z.object({
  points: z.array(z.object({ text: z.string(), score: z.number(), passages: z.array(z.number()) })),
});

const TASK = [
  'Answer the question from the reports, as a list of points.',
  'text: one statement that helps to answer. score: 0 (no help) to 100. passages: the numbers in brackets behind the findings that it rests on. No points when the reports do not help.',
];

type Points = GraphSummary['points'];

/** The map step of a global search: each batch of reports gives rated points, the best of all batches come first. */
export async function pointsFrom(
  query: string,
  reports: readonly CommunitySummary[],
  options: RunOptions,
  call: ToolCall,
): Promise<{ readonly points: Points; readonly receipts: readonly Receipt[] }> {
  const numbers = new Map<string, number>();
  for (const { findings } of reports) {
    for (const { chunks } of findings) {
      for (const chunk of chunks) if (!numbers.has(chunk)) numbers.set(chunk, numbers.size + 1);
    }
  }
  const chunkOf = new Map([...numbers].map(([chunk, number]) => [number, chunk]));
  const receipts: Receipt[] = [];
  const points: Points[number][] = [];
  for (const batch of batchesOf(reports.map((report) => written(report, numbers)))) {
    const data = [
      { name: 'question', text: query },
      { name: 'reports', text: batch.join('\n\n') },
    ];
    const answered = await askModel({ task: TASK, data, answer: pointsShape }, options, call);
    receipts.push(...answered.receipts);
    for (const { text, score, passages } of answered.value.points) {
      const chunks = [...new Set(passages)].flatMap((number) => chunkOf.get(number) ?? []);
      if (score > 0 && chunks.length > 0) points.push({ text, score, chunks });
    }
  }
  return { points: points.sort((left, right) => right.score - left.score).slice(0, MOST_POINTS), receipts };
}

const written = ({ title, summary, findings }: CommunitySummary, numbers: ReadonlyMap<string, number>): string =>
  [
    title,
    summary,
    ...findings.map(({ text, chunks }) => `- ${text} [${chunks.map((chunk) => numbers.get(chunk)).join(', ')}]`),
  ].join('\n');

function* batchesOf(texts: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let size = 0;
  for (const text of texts) {
    if (batch.length > 0 && size + text.length > BATCH) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(text);
    size += text.length;
  }
  if (batch.length > 0) yield batch;
}
