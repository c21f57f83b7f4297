import { z } from 'zod';
import type { DomainReport } from '../src/core/domain.ts';
import { receiptFields, receiptShape } from '../src/core/tool-shapes.ts';
import { quoted } from './_quoted.ts';

/** What every tool of a field takes beside its own parameters. */
export const domainInput = {
  details: z.record(z.string(), z.unknown()).optional(),
  collection: z.string().optional(),
  documents: z.array(z.string()).optional().describe('paths or URLs'),
};

export const modelOptions = {
  model: z.string().optional(),
  fallbacks: z.array(z.string()).optional(),
  max_cost_usd: z.number().positive().optional(),
};

export const domainOutput = z.object({
  answer: z.string(),
  answered_by: z.enum(['model', 'quotes']),
  selected: z.record(z.string(), z.string()),
  findings: z.array(z.looseObject({ kind: z.string(), citations: z.array(z.number()) })),
  citations: z.array(
    z.object({
      document: z.string(),
      source: z.string(),
      quote: z.string(),
      page: z.number().optional(),
      start: z.number().optional(),
      end: z.number().optional(),
      verified: z.boolean(),
    }),
  ),
  unsupported: z.array(z.string()),
  checks: z.array(
    z.object({
      kind: z.enum(['arithmetic', 'units', 'figure', 'authority', 'sum', 'equation']),
      statement: z.string(),
      ok: z.boolean(),
      note: z.string().optional(),
    }),
  ),
  disclaimer: z.string(),
  final: z.string().optional(),
  thinking: z.string().optional(),
  agreement: z.number().optional(),
  ...z.object(receiptShape).partial().shape,
});

export function domainFields({ receipt, by, notes, ...report }: DomainReport): z.input<typeof domainOutput> {
  const fields = receipt === undefined ? {} : receiptFields(receipt);
  const all = [...new Set([...(receipt?.notes ?? []), ...notes])];
  return {
    ...(by === 'quotes' && { local: true }),
    ...fields,
    answer: report.answer,
    answered_by: by,
    selected: { ...report.selected },
    findings: report.findings.map((finding) => ({ ...finding, citations: [...finding.citations] })),
    citations: [...report.citations],
    unsupported: [...report.unsupported],
    checks: [...report.checks],
    disclaimer: report.disclaimer,
    final: report.final,
    thinking: report.thinking,
    agreement: report.agreement,
    notes: all.length > 0 ? all : undefined,
  };
}

/** The answer with what bears it out and what does not. */
export function domainText(output: z.output<typeof domainOutput>): string {
  const { answer, answered_by, findings, citations, unsupported, checks, disclaimer, final, notes } = output;
  const emergencies = findings.filter(({ kind }) => kind === 'emergency');
  const failed = checks.filter(({ ok }) => !ok);
  return [
    ...emergencies.map(({ statement, action }) => `${String(statement)} ${String(action)}`),
    answered_by === 'quotes' ? quoted(answer) : answer,
    ...(final === undefined ? [] : [`Result: ${final}`]),
    ...citations.map(
      ({ document, page, verified }, index) =>
        `[${index + 1}] ${verified ? `${document}${page === undefined ? '' : `, page ${page}`}` : 'not found in the sources'}`,
    ),
    ...(unsupported.length === 0
      ? []
      : [`Not borne out (${unsupported.length}):`, ...unsupported.map((each) => `- ${each}`)]),
    ...(checks.length === 0 ? [] : [`Checked: ${checks.length - failed.length} of ${checks.length} hold.`]),
    ...(notes ?? []),
    disclaimer,
  ].join('\n');
}
