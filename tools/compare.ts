import { z } from 'zod';
import type { Ran } from '../src/core/app.ts';
import type { Message } from '../src/core/content.ts';
import { asProviderError, ERROR_CODES, ProviderError } from '../src/core/errors.ts';
import { formatModelRef } from '../src/core/model-ref.ts';
import { type MicroUsd, microToUsd, sumOfCosts, usdToMicro } from '../src/core/money.ts';
import type { Attempt, Receipt } from '../src/core/receipt.ts';
import { defineTool, type ToolCall } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape } from '../src/core/tool-shapes.ts';
import { addUsage } from '../src/core/usage.ts';
import { agreementOf, groupAnswers } from './_agreement.ts';
import { type Judged, judgeAnswers, type Verdict } from './_judge.ts';

/** A judge is asked twice, and either time it may need a correction. */
const JUDGE_SHARES = 4;

export default defineTool({
  name: 'compare',
  title: 'Compare models',
  group: 'text',
  effect: 'read',
  metered: true,
  needs: 'chat',
  description: 'Ask several models the same and see where they agree. For second opinions and for choosing a model.',
  input: z.strictObject({
    prompt: z.string(),
    models: z.array(z.string()).min(2).max(8).describe('provider/model or provider'),
    system: z.string().optional(),
    judge: z.string().optional().describe('model that picks the best answer'),
    max_cost_usd: callOptions.max_cost_usd,
  }),
  output: z.object({
    answers: z.array(
      z.object({
        model: z.string(),
        text: z.string(),
        cost_usd: z.number().nullable(),
        latency_ms: z.number(),
        error: z.object({ code: z.enum(ERROR_CODES), message: z.string(), hint: z.string().optional() }).optional(),
      }),
    ),
    agreement: z.number().describe('share of pairs of answers that say the same'),
    groups: z.array(z.array(z.string())).describe('models whose answers say the same'),
    verdict: z
      .object({
        judge: z.string(),
        outcome: z.enum(['win', 'tie']),
        winner: z.string().optional(),
        reasons: z.array(z.string()),
      })
      .optional(),
    ...receiptShape,
  }),

  async run({ prompt, models, system, judge, max_cost_usd }, call) {
    const { progress, ...quiet } = call;
    const started = call.app.clock.monotonicMs();
    const share = shareOf(max_cost_usd, models.length + (judge === undefined ? 0 : JUDGE_SHARES), call);
    const messages: readonly Message[] = [
      ...(system === undefined ? [] : [{ role: 'system' as const, parts: [{ type: 'text' as const, text: system }] }]),
      { role: 'user', parts: [{ type: 'text', text: prompt }] },
    ];
    let ready = 0;
    const answers = await Promise.all(
      models.map(async (model) => {
        const answer = await ask(model, messages, share, quiet);
        ready += 1;
        progress?.({ message: `${answer.model} is ready`, progress: ready, total: models.length });
        return answer;
      }),
    );
    call.signal.throwIfAborted();
    const good = answers.filter((answer) => answer.ran !== undefined);
    if (good.length === 0) throw noAnswer(answers);

    const groups = groupAnswers(good.map(({ text }) => text));
    const judging = judge === undefined ? undefined : await judged(judge, prompt, good, share, quiet);
    return {
      answers: answers.map(answerFields),
      agreement: agreementOf(groups),
      groups: groups.map((group) => group.map((index) => good[index]?.model ?? '')),
      ...(judging?.verdict !== undefined && { verdict: verdictFields(judge ?? '', judging.verdict, good) }),
      ...receiptFields(wholeReceipt(call, answers, judging, call.app.clock.monotonicMs() - started)),
    };
  },

  text({ answers, agreement, groups, verdict }) {
    const said = answers.map(
      ({ model, text, error }) => `${model}:\n${error === undefined ? text : `(${error.message})`}`,
    );
    const sides = groups.map((group) => group.join(' = ')).join(' | ');
    const winner = verdict === undefined ? [] : [`${verdict.judge} judges: ${verdict.winner ?? 'a tie'}`];
    return [...said, `Agreement ${Math.round(agreement * 100)} %: ${sides}`, ...winner].join('\n\n');
  },
});

type Answer = {
  readonly model: string;
  readonly text: string;
  readonly cost: MicroUsd | undefined;
  readonly ms: number;
  readonly ran?: Ran<'chat'>;
  readonly error?: ProviderError;
};

/** One model's answer. Its failure is its own; the others are not disturbed. */
async function ask(
  model: string,
  messages: readonly Message[],
  maxCostUsd: number | undefined,
  call: ToolCall,
): Promise<Answer> {
  const started = call.app.clock.monotonicMs();
  try {
    const ran = await call.app.run('chat', { messages }, { model, maxCostUsd }, call);
    return answered(ran);
  } catch (thrown) {
    const error = asProviderError(thrown);
    if (error.code === 'internal') call.app.log.error(`Unexpected error in a comparison: ${storyOf(error)}`);
    const ms = call.app.clock.monotonicMs() - started;
    return { model, text: '', cost: isFree(error) ? 0 : undefined, ms, error };
  }
}

const storyOf = ({ cause, message }: ProviderError): string =>
  cause instanceof Error ? (cause.stack ?? cause.message) : message;

function answered(ran: Ran<'chat'>): Answer {
  const { provider, model, costMicroUsd, latencyMs } = ran.receipt;
  return { model: formatModelRef(provider, model), text: ran.result.text, cost: costMicroUsd, ms: latencyMs, ran };
}

/** An error answer is not billed; a call that ended without one may have been worked on. */
const isFree = ({ processed, status }: ProviderError): boolean => !processed || (status !== undefined && status >= 400);

/** The budget of one call is for all of it, so that every question gets an equal part. */
function shareOf(maxCostUsd: number | undefined, parts: number, { app }: ToolCall): number | undefined {
  const asked = maxCostUsd === undefined ? [] : [usdToMicro(maxCostUsd)];
  const limits = app.config.budget.call === undefined ? asked : [...asked, app.config.budget.call];
  return limits.length === 0 ? undefined : microToUsd(Math.floor(Math.min(...limits) / parts));
}

async function judged(
  judge: string,
  prompt: string,
  good: readonly Answer[],
  maxCostUsd: number | undefined,
  call: ToolCall,
): Promise<Judged> {
  if (good.length < 2) {
    const message = 'Only one model answered, so there was nothing to judge.';
    return { failure: new ProviderError('unavailable', { message, processed: false }), rans: [] };
  }
  const texts = good.map(({ text }) => text);
  const result = await judgeAnswers(prompt, texts, { model: judge, maxCostUsd }, call);
  call.signal.throwIfAborted();
  return result;
}

const answerFields = ({ model, text, cost, ms, error }: Answer) => ({
  model,
  text,
  cost_usd: cost === undefined ? null : microToUsd(cost),
  latency_ms: Math.round(ms),
  ...(error !== undefined && { error: { code: error.code, message: error.message, hint: error.hint } }),
});

function verdictFields(judge: string, { winner, reasons }: Verdict, good: readonly Answer[]) {
  const best = winner === undefined ? undefined : good[winner]?.model;
  return {
    judge,
    outcome: best === undefined ? ('tie' as const) : ('win' as const),
    ...(best !== undefined && { winner: best }),
    reasons: [...reasons],
  };
}

/** One receipt for all that was asked: costs and usage summed, the time that passed, every attempt. */
function wholeReceipt(
  call: ToolCall,
  answers: readonly Answer[],
  judging: Judged | undefined,
  latencyMs: number,
): Receipt {
  const rans = [...answers.flatMap(({ ran }) => ran ?? []), ...(judging?.rans ?? [])];
  const receipts = rans.map(({ receipt }) => receipt);
  const failed = answers.flatMap(({ model, ms, error }): Attempt[] =>
    error === undefined ? [] : [{ model, outcome: 'error', ms, reason: `${error.code}: ${error.message}` }],
  );
  const failure = judging?.failure;
  const judgeCost = failure === undefined || isFree(failure) ? 0 : undefined;
  const note = failure === undefined ? [] : [`There is no verdict: ${failure.message}`];
  const joined = (values: readonly string[]): string => [...new Set(values)].join(', ');
  return {
    callId: call.callId,
    provider: joined(receipts.map(({ provider }) => provider)),
    model: joined(receipts.map(({ model }) => model)),
    usage: receipts.map(({ usage }) => usage).reduce(addUsage, {}),
    costMicroUsd: sumOfCosts([
      ...answers.map(({ cost }) => cost),
      ...(judging?.rans ?? []).map(({ receipt }) => receipt.costMicroUsd),
      judgeCost,
    ]),
    latencyMs,
    attempts: [...receipts.flatMap(({ attempts }) => attempts), ...failed],
    local: receipts.every(({ local }) => local),
    notes: [...new Set([...receipts.flatMap(({ notes }) => notes ?? []), ...note])],
  };
}

function noAnswer(answers: readonly Answer[]): ProviderError {
  const [first] = answers.flatMap(({ error }) => error ?? []);
  const reasons = answers.map(({ model, error }) => `${model}: ${error?.message ?? ''}`);
  return new ProviderError(first?.code ?? 'internal', {
    message: `None of the models answered. ${reasons.join(' ')}`,
    hint: first?.hint,
  });
}
