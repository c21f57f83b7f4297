import type { DomainCheck, Finding } from '../core/domain.ts';
import type { Citation } from '../core/retrieval.ts';
import type { Passage } from '../rag/citations.ts';
import { holds, quantitiesIn } from '../rag/quantities.ts';
import { analyse } from '../rag/segment.ts';

const MARKS: Readonly<Record<string, readonly string[]>> = {
  USD: ['$', 'usd', 'u.s. dollar', 'us$'],
  EUR: ['€', 'eur', 'euro'],
  GBP: ['£', 'gbp', 'sterling'],
  JPY: ['¥', 'jpy', 'yen'],
  CNY: ['rmb', 'cny', 'renminbi', 'yuan', '¥'],
  INR: ['₹', 'inr', 'rupee', 'crore'],
  CHF: ['chf', 'swiss franc'],
};
const SCALE = /\bin\s+(thousand|million|billion)s\b|\((?:[^()]{0,20}\s)?(thousand|million|billion)s\)/giu;

/** Holds each figure against the passages it cites: the number, its scale, currency and period. */
export function checkFigures(
  findings: readonly Finding[],
  citations: readonly Citation[],
  passages: readonly Passage[],
): readonly DomainCheck[] {
  return findings
    .filter(({ kind, value }) => kind === 'figure' && typeof value === 'string' && /\d/u.test(value))
    .map((finding) => {
      const cited = finding.citations.flatMap((number) => {
        const citation = citations[number - 1];
        return citation?.verified ? passages.filter((each) => each.document === citation.document) : [];
      });
      const problems = cited.length === 0 ? ['it cites no passage'] : problemsOf(finding, cited);
      const value = [finding.value, finding.scale, finding.currency, finding.period].filter(Boolean).join(' ');
      return {
        kind: 'figure' as const,
        statement: `${String(finding.statement ?? '')}: ${value}`,
        ok: problems.length === 0,
        ...(problems.length > 0 && { note: problems.join('; ') }),
      };
    });
}

function problemsOf(finding: Finding, cited: readonly Passage[]): readonly string[] {
  const text = cited.map((passage) => passage.text).join('\n');
  const lower = text.toLowerCase();
  const problems: string[] = [];
  if (!isIn(String(finding.value), text)) problems.push('the number is not in the passage');
  const scale = String(finding.scale ?? '')
    .toLowerCase()
    .replace(/s$/u, '');
  const declared = new Set([...lower.matchAll(SCALE)].map(([, ofIn, inBrackets]) => ofIn ?? inBrackets));
  if (['thousand', 'million', 'billion'].includes(scale) && declared.size > 0 && !declared.has(scale)) {
    problems.push(`the passage is in ${[...declared].join(' and ')}s`);
  }
  if (scale === '' && declared.size > 0)
    problems.push(`the scale is missing: the passage is in ${[...declared].join(' and ')}s`);
  const currency = String(finding.currency ?? '').toUpperCase();
  const named = Object.keys(MARKS).filter((code) => MARKS[code]?.some((mark) => lower.includes(mark)));
  if (MARKS[currency] !== undefined && named.length > 0 && !named.includes(currency)) {
    problems.push(`the passage is in ${named.join(' and ')}`);
  }
  const years = String(finding.period ?? '').match(/\b(?:19|20)\d{2}\b/gu) ?? [];
  const absent = years.filter((year) => !text.includes(year));
  if (absent.length > 0) problems.push(`the passage does not speak of ${absent.join(', ')}`);
  return problems;
}

/** Whether a text has the number that a value begins with, each read as its own language or the other's writes numbers. */
function isIn(value: string, text: string): boolean {
  const { language } = analyse(text.slice(0, 20_000));
  return [...new Set([language, 'english'])].some((written) => {
    const known = quantitiesIn(text, written);
    return [language, 'english'].some((said) =>
      quantitiesIn(value, said)
        .slice(0, 1)
        .some((each) => holds(known, each)),
    );
  });
}

/** Weights of a portfolio that do not sum to the whole. */
export function checkWeights(findings: readonly Finding[]): readonly DomainCheck[] {
  const weights = findings
    .filter(({ kind }) => kind === 'holding')
    .map(({ weight }) => Number(/-?\d+(?:\.\d+)?/u.exec(String(weight ?? ''))?.[0] ?? Number.NaN))
    .filter((weight) => Number.isFinite(weight));
  if (weights.length < 2) return [];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const whole = sum < 2 ? 1 : 100;
  const ok = Math.abs(sum - whole) <= whole * 0.006;
  return [
    {
      kind: 'sum',
      statement: `The weights ${weights.join(' + ')}`,
      ok,
      note: `They sum to ${Number(sum.toFixed(4))}.`,
    },
  ];
}
