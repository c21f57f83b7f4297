import type { DomainCheck } from '../core/domain.ts';
import type { Claim, Outcome } from './evaluate.ts';
import { equationsIn, plainExpression, roundingOf } from './notation.ts';
import type { Calculation, RawAnswer } from './read-answer.ts';

export type Sum = { readonly statement: string; readonly claim: Claim };

const SCALE_WORD = /(?<=\d)\s*(?:thousand|million|billion|trillion|mn|bn)s?\b/iu;
/** "≈" promises no more than this. */
const ROUGH = 0.01;

/** Every sum that an answer states: those it lists, and those that stand in its text. */
export function sumsOf({ answer, findings, calculations }: RawAnswer): readonly Sum[] {
  const texts = [answer, ...findings.flatMap(({ properties }) => Object.values(properties))];
  const written = texts.flatMap(equationsIn).map(({ left, right, isRough }) => sumOf(left, right, '', isRough));
  const listed = calculations
    .filter(({ expression, result }) => /\d/u.test(expression) && /\d/u.test(result))
    .map((step) => calculationOf(step));
  const all = [...listed, ...written];
  return [...new Map(all.map((sum) => [sum.statement, sum])).values()];
}

function calculationOf({ expression, result, unit }: Calculation): Sum {
  // Some write the result into the expression, some the unit into the result.
  const left = expression.split(/[=≈]/u)[0] ?? expression;
  const isPercent = /%|percent/iu.test(unit) && !result.includes('%');
  return sumOf(left.trim(), isPercent ? `${result}%` : result, isPercent || result.includes(unit) ? '' : unit, false);
}

function sumOf(left: string, right: string, unit: string, isRough: boolean): Sum {
  // "992 - 768 = 224 million" counts in millions on both sides.
  const stated = SCALE_WORD.test(left) ? right : right.replace(SCALE_WORD, '');
  const claim: Claim = {
    left: plainExpression(left),
    right: plainExpression(stated),
    unit: unit === '' ? undefined : plainExpression(unit),
    absolute: roundingOf(stated),
    relative: isRough ? ROUGH : 0,
  };
  return { statement: `${left} ${isRough ? '≈' : '='} ${right}${unit === '' ? '' : ` ${unit}`}`, claim };
}

/** What became of the sums. One that could not be computed is no check: nothing is known of it. */
export function arithmeticChecks(sums: readonly Sum[], outcomes: readonly Outcome[]): readonly DomainCheck[] {
  return sums.flatMap(({ statement }, index): readonly DomainCheck[] => {
    const { state = 'open', computed, isUnits, problem } = outcomes[index] ?? {};
    if (state === 'open') return [];
    const kind = isUnits ? 'units' : 'arithmetic';
    if (state === 'right') return [{ kind, statement, ok: true }];
    return [{ kind, statement, ok: false, note: computed === undefined ? problem : `It is ${computed}.` }];
  });
}

/** Failed checks as claims that nothing bears out. */
export const failuresOf = (checks: readonly DomainCheck[]): readonly string[] =>
  checks
    .filter(({ ok, kind }) => !ok && kind !== 'authority')
    .map(({ statement, note = '' }) => `${statement} (${note})`);
