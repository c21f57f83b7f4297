import type { RunOptions } from '../core/app.ts';
import type { Effort } from '../core/chat.ts';
import type { DomainCheck, DomainReport, DomainRequest } from '../core/domain.ts';
import { asProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { ToolCall } from '../core/tool.ts';
import { mergeReceipts } from '../rag/embedder.ts';
import { reasonOf } from '../rag/sources.ts';
import { rethrowUnlessOptional } from '../rag/writer.ts';
import { runStructured } from '../structured/run.ts';
import { arithmeticChecks, failuresOf, sumsOf } from './arithmetic.ts';
import type { Calculator } from './calculator.ts';
import { fieldOf } from './fields.ts';
import { gatherPassages } from './gather.ts';
import { groundAnswer } from './ground.ts';
import { plainExpression } from './notation.ts';
import { preferModels } from './prefer.ts';
import { answerSchema, domainRequest, shownOf } from './prompt.ts';
import { type DomainParts, extracted } from './query.ts';
import { list, type RawAnswer, readAnswer, words } from './read-answer.ts';

/** How many solutions are asked for. From `high` on they vote. */
const SAMPLES: Readonly<Record<Effort, number>> = {
  none: 1,
  minimal: 1,
  low: 1,
  medium: 1,
  high: 3,
  xhigh: 5,
  max: 7,
};
/** Rounded results of two solutions are one result up to here. */
const SAME = 2e-3;
/** Both sides of an equation with rounded values put in. */
const BALANCED = 1e-2;

const TEXT = { type: 'string' };
const rows = (...names: readonly string[]) => ({
  type: 'array',
  items: {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, TEXT])),
    required: names,
    additionalProperties: false,
  },
});
const SOLUTION = { final: TEXT, quantities: rows('symbol', 'value'), equations: rows('left', 'right') };
const RULES = [
  'In `final` give the bare result alone: a number with its unit, a word, or the letter of a choice.',
  'In `quantities` give each known and found value by a plain symbol (v0, m, T1) with its unit; in `equations` the laws in these symbols, both sides, so that putting the values in tests the result.',
];

type Solution = {
  readonly raw: RawAnswer;
  readonly final: string;
  readonly thinking: string;
  readonly checks: readonly DomainCheck[];
  readonly receipt: Receipt;
};

/** Solves a problem of science: one or several solutions, each recomputed; the result that most of them reach. */
export async function solveProblem(request: DomainRequest, parts: DomainParts, call: ToolCall): Promise<DomainReport> {
  const { field, selection } = fieldOf(request.topic);
  const gathered = await gatherPassages(request, field, selection, parts, call);
  const passages = shownOf(gathered.passages);
  const effort = request.effort ?? 'medium';
  const asked = {
    ...domainRequest(request, field, selection, passages, answerSchema(field, selection, SOLUTION), RULES),
    reasoning: { effort, show: true },
  };
  try {
    const options = await preferModels(parts.app, selection.models, asked, request.options ?? {}, call);
    const { solutions, failures } = await sampled(SAMPLES[effort], asked, options, parts.calculator, call);
    const groups = await groupsOf(solutions, parts.calculator, call);
    const best = bestOf(groups[0] ?? solutions);
    if (best === undefined) throw new Error('No solution was made.');
    const derived = best.checks.filter(({ ok }) => ok).map(({ statement }) => statement);
    const grounded = groundAnswer(best.raw, { passages, derived, open: field.open, isDraft: passages.length === 0 });
    // A derivation rests on its steps; that no document holds them is no fault where none was given.
    const claims = passages.length === 0 ? [] : grounded.unsupported;
    return {
      ...grounded,
      by: 'model',
      selected: { field: request.topic.field, ...selection.selected, effort },
      disclaimer: field.disclaimer,
      unsupported: [...new Set([...claims, ...failuresOf(best.checks)])],
      checks: best.checks,
      final: best.final === '' ? undefined : best.final,
      thinking: best.thinking === '' ? undefined : best.thinking,
      agreement: solutions.length > 1 ? (groups[0]?.length ?? 0) / solutions.length : undefined,
      receipt: mergeReceipts([best.receipt, ...others(solutions, best), ...gathered.receipts]),
      notes: [...new Set([...gathered.notes, ...failures])],
    };
  } catch (error) {
    rethrowUnlessOptional(error, request.options?.model);
    if (gathered.hits.length === 0) throw error;
    return extracted(error, request, gathered, call);
  }
}

const others = (solutions: readonly Solution[], best: Solution): readonly Receipt[] =>
  solutions.filter((each) => each !== best).map(({ receipt }) => receipt);

type Ask = Parameters<typeof runStructured>[0];

/** Several solutions at once. Those that fail are told of, unless all do. */
async function sampled(
  count: number,
  asked: Ask,
  { maxCostUsd, ...options }: RunOptions,
  calculator: Calculator,
  call: ToolCall,
): Promise<{ readonly solutions: readonly Solution[]; readonly failures: readonly string[] }> {
  const each = { ...options, ...(maxCostUsd !== undefined && { maxCostUsd: maxCostUsd / count }) };
  const attempts = await Promise.allSettled(
    Array.from({ length: count }, () => solvedOnce(asked, each, calculator, call)),
  );
  const solutions = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  const errors = attempts.flatMap((attempt): readonly unknown[] =>
    attempt.status === 'rejected' ? [attempt.reason] : [],
  );
  const cancelled = errors.find((error) => asProviderError(error).code === 'cancelled');
  if (cancelled !== undefined || solutions.length === 0) throw cancelled ?? errors[0];
  return { solutions, failures: errors.map((error) => `A solution failed: ${reasonOf(error)}`) };
}

async function solvedOnce(asked: Ask, options: RunOptions, calculator: Calculator, call: ToolCall): Promise<Solution> {
  const { ran, object } = await runStructured(asked, options, call);
  const raw = readAnswer(object, ran.receipt.provider);
  const final = words(object, 'final').trim();
  const values = list(object, 'quantities').map(
    (each) => [words(each, 'symbol').trim(), plainExpression(words(each, 'value'))] as const,
  );
  const sums = sumsOf(raw);
  const equations = list(object, 'equations').map((each) => ({
    left: words(each, 'left'),
    right: words(each, 'right'),
  }));
  const balanced = equations.map(({ left, right }) => ({
    left: plainExpression(left),
    right: plainExpression(right),
    relative: BALANCED,
  }));
  const claims = [...sums.map(({ claim }) => claim), ...balanced];
  const outcomes = await calculator.compute({ values, claims }, call.signal);
  const substituted = equations.flatMap(({ left, right }, index): readonly DomainCheck[] => {
    const { state = 'open', computed, problem, isUnits } = outcomes[sums.length + index] ?? {};
    if (state === 'open') return [];
    const note = problem ?? `The left side is ${computed}.`;
    const kind = isUnits ? 'units' : 'equation';
    return [{ kind, statement: `${left} = ${right}`, ok: state === 'right', ...(state === 'wrong' && { note }) }];
  });
  const checks = [...arithmeticChecks(sums, outcomes), ...substituted];
  return { raw, final, thinking: ran.result.reasoning, checks, receipt: ran.receipt };
}

/** Solutions that come to the same result, the largest group first; among equals the one with fewer failed checks. */
async function groupsOf(
  solutions: readonly Solution[],
  calculator: Calculator,
  call: ToolCall,
): Promise<readonly (readonly Solution[])[]> {
  const pairs = solutions.flatMap((left, index) => solutions.slice(index + 1).map((right) => [left, right] as const));
  const outcomes = await calculator.compute(
    {
      values: [],
      claims: pairs.map(([left, right]) => ({
        left: plainExpression(left.final),
        right: plainExpression(right.final),
        relative: SAME,
      })),
    },
    call.signal,
  );
  const isSame = (left: Solution, right: Solution): boolean => {
    const place = pairs.findIndex(([a, b]) => (a === left && b === right) || (a === right && b === left));
    return folded(left.final) === folded(right.final) || outcomes[place]?.state === 'right';
  };
  const groups: Solution[][] = [];
  for (const solution of solutions) {
    const home = groups.find((group) => group.every((each) => isSame(each, solution)));
    if (home === undefined) groups.push([solution]);
    else home.push(solution);
  }
  return groups.sort((a, b) => b.length - a.length || fewestFailed(a) - fewestFailed(b));
}

const folded = (final: string): string => final.toLowerCase().replaceAll(/[\s.$\\{}*]+/gu, '');
const failedOf = ({ checks }: Solution): number => checks.filter(({ ok }) => !ok).length;
const fewestFailed = (group: readonly Solution[]): number => Math.min(...group.map(failedOf));
const bestOf = (group: readonly Solution[]): Solution | undefined =>
  [...group].sort((a, b) => failedOf(a) - failedOf(b) || b.checks.length - a.checks.length)[0];
