import type { RunOptions } from '../core/app.ts';
import type { Effort } from '../core/chat.ts';
import { asProviderError } from '../core/errors.ts';
import { type MicroUsd, microToUsd, sumOfCosts, usdToMicro } from '../core/money.ts';
import type { ToolCall } from '../core/tool.ts';
import { questionOf } from './ask.ts';
import { type EvalItem, fingerprint } from './item.ts';
import { judgeAnswer } from './judge.ts';
import type { EvalResult, ResultFile } from './result.ts';
import { scoreAnswer } from './score.ts';

export type EvalRun = {
  readonly items: readonly EvalItem[];
  /** `provider/model` or `provider`. */
  readonly models: readonly string[];
  /** Answers the items whose scoring is `judge`. */
  readonly judge?: string | undefined;
  readonly effort?: Effort | undefined;
  /** Questions asked at once, over all models. */
  readonly concurrency: number;
  /** For the whole run. Nothing more is asked once it is reached. */
  readonly maxCostUsd?: number | undefined;
  readonly file: ResultFile;
  /** Called after each answer. */
  readonly onResult?: (done: number, total: number) => void;
};

export type EvalOutcome = {
  readonly results: readonly EvalResult[];
  /** Questions that were not asked, because the budget was used up or the run was stopped. */
  readonly unasked: number;
  readonly isOverBudget: boolean;
};

type Task = { readonly item: EvalItem; readonly model: string };

/**
 * Asks every model every item and scores the answers. What the file knows already is not asked again, unless it was an
 * error. A model's failure is a result; the run goes on. Ends early, with what there is, when the signal aborts.
 */
export async function runEval(run: EvalRun, call: ToolCall): Promise<EvalOutcome> {
  const known = new Map(
    run.file.known.filter(({ outcome }) => outcome !== 'error').map((result) => [keyOf(result.model, result), result]),
  );
  const tasks = run.items.flatMap((item) => run.models.map((model): Task => ({ item, model })));
  const recalled = tasks.flatMap(({ item, model }) => known.get(keyOf(model, identity(item))) ?? []);
  const open = tasks.filter(({ item, model }) => !known.has(keyOf(model, identity(item))));
  const results: EvalResult[] = [...recalled];
  const limit = run.maxCostUsd === undefined ? Number.POSITIVE_INFINITY : usdToMicro(run.maxCostUsd);
  let spent: MicroUsd = 0;
  let next = 0;

  const lane = async (): Promise<void> => {
    while (next < open.length && spent < limit && !call.signal.aborted) {
      const task = open[next++];
      if (task === undefined) return;
      const left = Number.isFinite(limit) ? microToUsd(limit - spent) : undefined;
      const result = await answerOf(task, run, left, call);
      // A question that was broken off is no failure of the model: the next run asks it.
      if (result === undefined) return;
      spent += result.cost_usd === null ? 0 : usdToMicro(result.cost_usd);
      results.push(result);
      run.file.add(result);
      run.onResult?.(results.length, tasks.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.concurrency, open.length) }, lane));
  return { results, unasked: tasks.length - results.length, isOverBudget: spent >= limit };
}

const identity = (item: EvalItem) => ({ item: item.id, fingerprint: fingerprint(item) });
const keyOf = (model: string, { item, fingerprint: print }: { readonly item: string; readonly fingerprint: string }) =>
  JSON.stringify([model, item, print]);

async function answerOf(
  { item, model }: Task,
  { judge, effort }: EvalRun,
  maxCostUsd: number | undefined,
  call: ToolCall,
): Promise<EvalResult | undefined> {
  const started = call.app.clock.monotonicMs();
  const options: RunOptions = { model, maxCostUsd };
  const costs: (MicroUsd | undefined)[] = [];
  let latencyMs: number | undefined;
  const resultOf = (outcome: EvalResult['outcome'], said: string, reason?: string): EvalResult => {
    const cost = sumOfCosts(costs);
    return {
      ...identity(item),
      model,
      outcome,
      said: said.slice(0, 400),
      ...(reason !== undefined && { reason }),
      cost_usd: cost === undefined ? null : microToUsd(cost),
      latency_ms: Math.round(latencyMs ?? call.app.clock.monotonicMs() - started),
    };
  };
  try {
    const reasoning = effort === undefined ? undefined : { effort };
    const { result, receipt } = await call.app.run('chat', { messages: questionOf(item), reasoning }, options, call);
    costs.push(receipt.costMicroUsd);
    latencyMs = receipt.latencyMs;
    const { scoring } = item;
    if (scoring !== 'judge') {
      const { isCorrect, said, reason } = scoreAnswer({ ...item, scoring }, result.text);
      return resultOf(isCorrect ? 'correct' : 'wrong', said, reason);
    }
    const { score, ran } = await judgeAnswer(item, result.text, { ...options, model: judge }, call);
    costs.push(ran.receipt.costMicroUsd);
    return resultOf(score.isCorrect ? 'correct' : 'wrong', score.said, score.reason);
  } catch (thrown) {
    const error = asProviderError(thrown);
    if (call.signal.aborted) return undefined;
    return resultOf('error', '', [`${error.code}: ${error.message}`, error.hint ?? ''].join(' ').trim());
  }
}
