import type { DomainTopic } from '../../src/core/domain.ts';
import { fieldOf } from '../../src/domain/fields.ts';
import { answerFor } from '../contract/answers.ts';
import { loopback } from '../contract/tool-call.ts';
import type { RecordedRequest, Upstream } from '../upstream.ts';

export type Said = {
  readonly answer?: string;
  readonly findings?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly calculations?: readonly Readonly<Record<string, string>>[];
  readonly final?: string;
  readonly quantities?: readonly { readonly symbol: string; readonly value: string }[];
  readonly equations?: readonly { readonly left: string; readonly right: string }[];
};

/** What a model would write that keeps to the topic's schema: every kind of finding is there, empty unless said. */
export function wholeAnswer(topic: DomainTopic, { answer = 'It depends.', findings = {}, ...said }: Said = {}): string {
  const { field, selection } = fieldOf(topic);
  const kinds = Object.entries(selection.findings).map(([kind, form]) => [
    kind,
    (findings[kind] ?? []).map((finding) => ({
      ...Object.fromEntries(Object.keys(form).map((name) => [name, ''])),
      cites: [],
      ...finding,
    })),
  ]);
  return JSON.stringify({
    answer,
    findings: Object.fromEntries(kinds),
    ...(field.calculates && { calculations: said.calculations ?? [] }),
    ...(topic.field === 'science' && {
      final: said.final ?? '',
      quantities: said.quantities ?? [],
      equations: said.equations ?? [],
    }),
  });
}

/** A model on loopback that answers each request in turn, the last answer for all further ones. */
export async function model(
  ...answers: readonly (string | ((request: RecordedRequest) => string))[]
): Promise<Upstream> {
  let asked = 0;
  return loopback((request, response) => {
    const next = answers[Math.min(asked++, answers.length - 1)] ?? '';
    const text = typeof next === 'string' ? next : next(request);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answerFor(request.url, text)));
  });
}

/** A text as a source that needs no file. */
export const dataUrl = (text: string): string =>
  `data:text/plain;charset=utf-8;base64,${Buffer.from(text).toString('base64')}`;
