import type { EvalResult } from './result.ts';
import { type Interval, mcNemar, percentile, wilson } from './statistics.ts';

/** What one model did. Shares are of the questions that were answered; errors are counted apart. */
export type ModelReport = {
  readonly model: string;
  readonly answered: number;
  readonly correct: number;
  readonly errors: number;
  /** Absent when nothing was answered. */
  readonly accuracy?: number;
  readonly interval: Interval;
  /** `null` when the price of one answer is unknown. */
  readonly cost_usd: number | null;
  readonly p50_ms?: number;
  readonly p95_ms?: number;
};

/** Two models on the questions that both answered. `p` is of McNemar's exact test, two-sided. */
export type Comparison = {
  readonly better: string;
  readonly worse: string;
  readonly wins: number;
  readonly losses: number;
  readonly p: number;
};

export type EvalReport = { readonly models: readonly ModelReport[]; readonly comparisons: readonly Comparison[] };

/** The results of a run by model, and the models in pairs. */
export function reportOf(models: readonly string[], results: readonly EvalResult[]): EvalReport {
  const comparisons = models.flatMap((left, index) =>
    models.slice(index + 1).map((right) => compare(left, right, results)),
  );
  return { models: models.map((model) => modelReport(model, results)), comparisons };
}

function modelReport(model: string, results: readonly EvalResult[]): ModelReport {
  const mine = results.filter((result) => result.model === model);
  const answered = mine.filter(({ outcome }) => outcome !== 'error');
  const correct = answered.filter(({ outcome }) => outcome === 'correct').length;
  const costs = answered.map(({ cost_usd }) => cost_usd);
  const times = answered.map(({ latency_ms }) => latency_ms);
  const isPriced = costs.every((cost) => cost !== null);
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  return {
    model,
    answered: answered.length,
    correct,
    errors: mine.length - answered.length,
    ...(answered.length > 0 && { accuracy: correct / answered.length }),
    interval: wilson(correct, answered.length),
    cost_usd: isPriced ? costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0) : null,
    ...(p50 !== undefined && { p50_ms: p50 }),
    ...(p95 !== undefined && { p95_ms: p95 }),
  };
}

/** Item → whether a model had it right, of those it answered. */
export const verdictsOf = (model: string, results: readonly EvalResult[]): ReadonlyMap<string, boolean> =>
  new Map(
    results
      .filter((result) => result.model === model && result.outcome !== 'error')
      .map(({ item, outcome }) => [item, outcome === 'correct']),
  );

function compare(left: string, right: string, results: readonly EvalResult[]): Comparison {
  const [mine, others] = [verdictsOf(left, results), verdictsOf(right, results)];
  const { wins, losses } = pairs(mine, others);
  const p = mcNemar(wins, losses);
  return wins >= losses
    ? { better: left, worse: right, wins, losses, p }
    : { better: right, worse: left, wins: losses, losses: wins, p };
}

/** The questions that only one side had right, of those that both answered. */
export function pairs(mine: ReadonlyMap<string, boolean>, others: ReadonlyMap<string, boolean>) {
  let wins = 0;
  let losses = 0;
  for (const [item, isCorrect] of mine) {
    const other = others.get(item);
    if (other === undefined || other === isCorrect) continue;
    if (isCorrect) wins += 1;
    else losses += 1;
  }
  return { wins, losses };
}

/** The report as a table for a terminal. */
export function tableOf({ models, comparisons }: EvalReport): string {
  const rows = [
    ['model', 'correct', 'accuracy', '95 % interval', 'errors', 'cost', 'p50', 'p95'],
    ...models.map(({ model, answered, correct, accuracy, interval, errors, cost_usd, p50_ms, p95_ms }) => [
      model,
      `${correct}/${answered}`,
      accuracy === undefined ? '-' : percent(accuracy),
      accuracy === undefined ? '-' : `${percent(interval.low)} to ${percent(interval.high)}`,
      String(errors),
      cost_usd === null ? 'unknown' : `$${cost_usd.toFixed(4)}`,
      seconds(p50_ms),
      seconds(p95_ms),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [...lines, ...comparisons.map(sentenceOf)].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : `${(ms / 1000).toFixed(1)} s`);

const sentenceOf = ({ better, worse, wins, losses, p }: Comparison): string =>
  p < 0.05
    ? `${better} is better than ${worse}: ${wins} questions to ${losses} (p = ${p.toFixed(3)}).`
    : `No clear difference between ${better} and ${worse}: ${wins} questions to ${losses} (p = ${p.toFixed(2)}).`;
