import type { App } from '../core/app.ts';
import type { DomainCheck, DomainReport, DomainRequest, Finding } from '../core/domain.ts';
import type { ToolCall } from '../core/tool.ts';
import { answerFrom } from '../rag/answer.ts';
import { isUnavailable, mergeReceipts } from '../rag/embedder.ts';
import { reasonOf } from '../rag/sources.ts';
import { rethrowUnlessOptional } from '../rag/writer.ts';
import { runStructured } from '../structured/run.ts';
import { arithmeticChecks, failuresOf, sumsOf } from './arithmetic.ts';
import { checkAuthorities } from './authorities.ts';
import type { Calculator } from './calculator.ts';
import type { Field, Selection } from './field.ts';
import { fieldOf } from './fields.ts';
import { checkFigures, checkWeights } from './figures.ts';
import { type Gathered, gatherPassages, type Sources } from './gather.ts';
import { type Grounded, groundAnswer } from './ground.ts';
import { preferModels } from './prefer.ts';
import { answerSchema, domainRequest, shownOf } from './prompt.ts';
import { type RawAnswer, readAnswer } from './read-answer.ts';
import { emergenciesIn } from './red-flags.ts';

export type DomainParts = Sources & {
  readonly app: Pick<App, 'models' | 'estimate' | 'config'>;
  readonly calculator: Calculator;
};

/** Answers a question of law, medicine or finance: retrieve, ask, look every claim up, recompute every sum. */
export async function queryDomain(request: DomainRequest, parts: DomainParts, call: ToolCall): Promise<DomainReport> {
  const { field, selection } = fieldOf(request.topic);
  const gathered = await gatherPassages(request, field, selection, parts, call);
  const passages = shownOf(gathered.passages);
  const asked = domainRequest(request, field, selection, passages, answerSchema(field, selection));
  try {
    const options = await preferModels(parts.app, selection.models, asked, request.options ?? {}, call);
    const { ran, object } = await runStructured(asked, options, call);
    const raw = readAnswer(object, ran.receipt.provider);
    const checked = await verify(raw, { request, field, selection, passages }, parts.calculator, call);
    return {
      ...checked,
      by: 'model',
      ...common(request, field, selection),
      findings: [...emergencies(request, field), ...checked.findings],
      receipt: mergeReceipts([ran.receipt, ...gathered.receipts]),
      notes: [...new Set(gathered.notes)],
    };
  } catch (error) {
    rethrowUnlessOptional(error, request.options?.model);
    if (gathered.hits.length === 0) throw error;
    return extracted(error, request, gathered, call);
  }
}

const common = ({ topic }: DomainRequest, field: Field, { selected }: Selection) => ({
  selected: { field: topic.field, ...selected },
  disclaimer: field.disclaimer,
});

/** Without a model: what the documents say, in their own words. */
export async function extracted(
  error: unknown,
  request: DomainRequest,
  { hits, notes, receipts }: Gathered,
  call: ToolCall,
): Promise<DomainReport> {
  const { field, selection } = fieldOf(request.topic);
  const { answer, notes: more } = await answerFrom(hits, { query: request.question }, undefined, call);
  const why = isUnavailable(error) ? [] : [`The model did not answer: ${reasonOf(error)}`];
  return {
    answer: answer.text,
    by: 'quotes',
    findings: emergencies(request, field),
    citations: answer.citations,
    unsupported: [],
    checks: [],
    ...common(request, field, selection),
    receipt: mergeReceipts(receipts),
    notes: [...new Set([...notes, ...why, ...(why.length > 0 ? more.map(withoutReason) : more)])],
  };
}

/** That no model is configured is not why a configured one failed. */
const withoutReason = (note: string): string => note.replace('No model is configured. ', '');

const emergencies = ({ question, details = {} }: DomainRequest, { checks }: Field): readonly Finding[] =>
  checks.includes('emergency') ? emergenciesIn(`${question}\n${Object.values(details).join('\n')}`) : [];

type Asked = {
  readonly request: DomainRequest;
  readonly field: Field;
  readonly selection: Selection;
  readonly passages: Gathered['passages'];
};

/** Everything that code can tell of an answer: its quotes, sums, authorities and figures. */
async function verify(
  raw: RawAnswer,
  { request, field, selection, passages }: Asked,
  calculator: Calculator,
  call: ToolCall,
): Promise<Grounded & { readonly checks: readonly DomainCheck[] }> {
  const sums = field.calculates ? sumsOf(raw) : [];
  const outcomes = await calculator.compute({ values: [], claims: sums.map(({ claim }) => claim) }, call.signal);
  const arithmetic = arithmeticChecks(sums, outcomes);
  const derived = arithmetic.filter(({ ok }) => ok).map(({ statement }) => statement);
  const isDraft = selection.choices.some((choice) => choice.isDraft === true);
  const grounded = groundAnswer(raw, { passages, derived, open: field.open, isDraft });
  const authorities = field.checks.includes('authorities')
    ? checkAuthorities(textOf(raw), passages, {
        jurisdiction: selection.selected.jurisdiction ?? '',
        asOf: yearOf(request.details?.as_of),
      })
    : { checks: [], unsupported: [] };
  const checks = [
    ...arithmetic,
    ...(field.checks.includes('figures') ? checkFigures(grounded.findings, grounded.citations, passages) : []),
    ...(field.checks.includes('weights') ? checkWeights(grounded.findings) : []),
    ...authorities.checks,
  ];
  const unsupported = [...grounded.unsupported, ...failuresOf(checks), ...authorities.unsupported];
  return { ...grounded, unsupported: [...new Set(unsupported)], checks };
}

const textOf = ({ answer, findings }: RawAnswer): string =>
  [answer, ...findings.flatMap(({ properties }) => Object.values(properties))].join('\n');

const yearOf = (value: unknown): number | undefined => {
  const [year] = /\b\d{4}\b/u.exec(String(value ?? '')) ?? [];
  return year === undefined ? undefined : Number(year);
};
