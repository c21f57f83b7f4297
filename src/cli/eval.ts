import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { EFFORTS, type Effort } from '../core/chat.ts';
import { LOCAL_PRINCIPAL } from '../core/tool.ts';
import { baselineOf, type Change, changesSince, parseBaseline } from '../evals/baseline.ts';
import { parseItems, sample } from '../evals/item.ts';
import { type ModelReport, reportOf, tableOf } from '../evals/report.ts';
import { openResults } from '../evals/result.ts';
import { type EvalOutcome, runEval } from '../evals/run.ts';
import { createStderrLog } from '../observe/stderr-log.ts';
import type { Command } from './command.ts';
import { confine } from './confine.ts';
import { commonOptions, configFrom } from './options.ts';
import { UsageError } from './usage-error.ts';

const options = {
  ...commonOptions,
  models: { type: 'string' },
  judge: { type: 'string' },
  effort: { type: 'string' },
  limit: { type: 'string' },
  seed: { type: 'string' },
  concurrency: { type: 'string' },
  'max-cost-usd': { type: 'string' },
  out: { type: 'string' },
  baseline: { type: 'string' },
  'write-baseline': { type: 'string' },
  'min-accuracy': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `eval FILE --models a,b`: asks each model the questions of a JSONL file and scores the answers. Exit code 1 when a bar is missed. */
export const command: Command = {
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [path, ...rest] = positionals;
    if (path === undefined || rest.length > 0) throw new UsageError('eval takes one JSONL file.');
    const models = [...new Set((values.models ?? '').split(',').map((name) => name.trim()))].filter(
      (name) => name !== '',
    );
    if (models.length === 0) throw new UsageError('eval needs --models provider/model[,provider/model].');
    const numbers = {
      limit: numberOf('limit', values.limit, 1),
      seed: numberOf('seed', values.seed, 0) ?? 1,
      concurrency: numberOf('concurrency', values.concurrency, 1) ?? 4,
      maxCostUsd: numberOf('max-cost-usd', values['max-cost-usd'], 0),
      minAccuracy: numberOf('min-accuracy', values['min-accuracy'], 0),
    };
    const all = parseItems(readText(path));
    const items = sample(all, numbers.limit, numbers.seed);
    if (items.some(({ scoring }) => scoring === 'judge') && values.judge === undefined) {
      throw new UsageError('The file has items for a judge: name one with --judge provider/model.');
    }
    const baseline = values.baseline === undefined ? undefined : parseBaseline(readText(values.baseline));
    const file = openResults(values.out);
    const { config } = await configFrom(values);
    await confine(config);
    const app = createApp({ config, log: createStderrLog(config.logLevel) });
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    try {
      const call = { app, callId: app.clock.id(), tool: 'eval', principal: LOCAL_PRINCIPAL, signal: stop.signal };
      const outcome = await runEval(
        {
          items,
          models,
          judge: values.judge,
          effort: effortOf(values.effort),
          concurrency: numbers.concurrency,
          maxCostUsd: numbers.maxCostUsd,
          file,
          onResult: (done, total) => showProgress(done, total),
        },
        call,
      );
      const report = reportOf(models, outcome.results);
      const changes = baseline === undefined ? [] : changesSince(baseline, models, outcome.results);
      const faults = faultsOf(outcome, report.models, changes, numbers.minAccuracy);
      process.stdout.write(
        values.json
          ? `${JSON.stringify({ items: items.length, ...report, changes, faults, results: outcome.results }, undefined, 2)}\n`
          : `${[tableOf(report), ...changes.map(changeLine), ...faults].join('\n')}\n`,
      );
      if (values['write-baseline'] !== undefined) {
        writeFileSync(
          values['write-baseline'],
          `${JSON.stringify(baselineOf(models, outcome.results), undefined, 2)}\n`,
        );
      }
      return faults.length === 0 ? 0 : 1;
    } finally {
      await app.close();
    }
  },
};

/** Why the run is no success, a sentence each. */
function faultsOf(
  { unasked, isOverBudget, results }: EvalOutcome,
  models: readonly ModelReport[],
  changes: readonly Change[],
  minAccuracy: number | undefined,
): readonly string[] {
  const why = isOverBudget ? 'the budget is used up' : 'the run was stopped';
  const again = 'with --out FILE the same command goes on from here';
  return [
    ...(unasked === 0 ? [] : [`${unasked} questions were not asked, because ${why}; ${again}.`]),
    ...models.flatMap(({ model, answered, errors }) => {
      if (answered > 0 || errors === 0) return [];
      const reason = results.find((result) => result.model === model)?.reason ?? '';
      return [`${model} answered nothing: ${reason}`];
    }),
    ...models.flatMap(({ model, accuracy }) =>
      minAccuracy !== undefined && accuracy !== undefined && accuracy < minAccuracy
        ? [`${model} is below --min-accuracy ${minAccuracy}.`]
        : [],
    ),
    ...changes.flatMap(({ model, isWorse }) => (isWorse ? [`${model} is worse than the baseline.`] : [])),
  ];
}

const changeLine = ({ model, gained, lost, p }: Change): string =>
  `${model} since the baseline: ${gained} gained, ${lost} lost (p = ${p.toFixed(3)}).`;

function showProgress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${total}${done === total ? '\n' : ''}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`${path} cannot be read.`);
  }
}

function numberOf(name: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < min)
    throw new UsageError(`--${name} ${text} is no number from ${min}.`);
  return value;
}

function effortOf(text: string | undefined): Effort | undefined {
  const effort = EFFORTS.find((name) => name === text);
  if (text !== undefined && effort === undefined) throw new UsageError(`--effort is one of ${EFFORTS.join(', ')}.`);
  return effort;
}
