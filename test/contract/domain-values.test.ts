import { describe, expect, it } from 'vitest';
import {
  CASE_TYPES,
  type DomainTopic,
  FINANCE_DOMAINS,
  JURISDICTIONS,
  SCIENCE_DOMAINS,
  SPECIALTIES,
} from '../../src/core/domain.ts';
import { fieldOf } from '../../src/domain/fields.ts';
import { dataUrl, model, wholeAnswer } from '../support/domain.ts';
import { serverFor } from './tool-call.ts';

type Value = {
  readonly tool: string;
  readonly parameter: string;
  readonly value: string;
  readonly topic: DomainTopic;
  /** Another value of the same parameter. */
  readonly other: DomainTopic;
};

const after = <T>(values: readonly T[], value: T): T => values[(values.indexOf(value) + 1) % values.length] ?? value;

const VALUES: readonly Value[] = [
  ...JURISDICTIONS.map((value) => ({
    tool: 'legal_query',
    parameter: 'jurisdiction',
    value,
    topic: { field: 'legal', jurisdiction: value } as const,
    other: { field: 'legal', jurisdiction: after(JURISDICTIONS, value) } as const,
  })),
  ...CASE_TYPES.map((value) => ({
    tool: 'legal_query',
    parameter: 'case_type',
    value,
    topic: { field: 'legal', caseType: value } as const,
    other: { field: 'legal', caseType: after(CASE_TYPES, value) } as const,
  })),
  ...SPECIALTIES.map((value) => ({
    tool: 'medical_query',
    parameter: 'specialty',
    value,
    topic: { field: 'medical', specialty: value } as const,
    other: { field: 'medical', specialty: after(SPECIALTIES, value) } as const,
  })),
  ...FINANCE_DOMAINS.map((value) => ({
    tool: 'finance_query',
    parameter: 'domain',
    value,
    topic: { field: 'finance', domain: value } as const,
    other: { field: 'finance', domain: after(FINANCE_DOMAINS, value) } as const,
  })),
  ...SCIENCE_DOMAINS.map((value) => ({
    tool: 'science_query',
    parameter: 'domain',
    value,
    topic: { field: 'science', domain: value } as const,
    other: { field: 'science', domain: after(SCIENCE_DOMAINS, value) } as const,
  })),
];

const textAbout = (what: string, paragraphs: number): string =>
  Array.from(
    { length: paragraphs },
    (_, index) => `Paragraph ${index} speaks of ${what}, at some length and to no end.`,
  ).join('\n\n');
/** Longer than what is shown whole, so that only what is found is shown; nothing that is looked for stands near another. */
const longDocument = (own: string, foreign: string): string =>
  [
    textAbout('zebras that are asked for here and elsewhere, and of what they eat', 250),
    textAbout('gardens, bridges and weather', 120),
    `OWNPASSAGE ${own}`,
    textAbout('bridges, weather and gardens', 120),
    `FOREIGN ${foreign}`,
    textAbout('weather, gardens and bridges', 250),
  ].join('\n\n');

const queryOf = (tool: string, more: object) => ({
  [tool === 'science_query' ? 'problem' : 'question']: 'What about zebras?',
  ...more,
});

describe.each(VALUES)('$tool with $parameter $value', ({ tool, parameter, value, topic, other }) => {
  const { selection } = fieldOf(topic);
  const chosen = selection.choices[parameter === 'case_type' ? 1 : 0];
  const others = fieldOf(other).selection.choices[parameter === 'case_type' ? 1 : 0];

  it('finds, asks and returns what belongs to it', async () => {
    // A passage that shares only words of this value, one that shares only words of another one, and a lot between them.
    const own = onlyIn(chosen?.terms ?? '', others?.terms ?? '');
    const foreign = onlyIn(others?.terms ?? '', selection.choices.map(({ terms }) => terms).join(' '));
    const [kind = ''] = Object.keys(selection.findings);
    const upstream = await model(
      wholeAnswer(topic, { findings: { [kind]: [{ statement: `A finding of ${value}.` }] } }),
    );
    const call = await serverFor(upstream, { reach: ['mistral'] });
    const documents = longDocument(own, foreign);
    const { indexed, source } = await sourceFor(tool, documents, call);
    expect(indexed).toBe(true);
    const { result, text, isError } = await call(tool, queryOf(tool, { [parameter]: value, ...source }));
    expect(isError, text).toBe(false);

    const asked = upstream.requests.at(-1)?.text ?? '';
    // Booleans: a failure need not print the whole prompt.
    expect([asked.includes('OWNPASSAGE'), asked.includes('FOREIGN')]).toEqual([true, false]);
    const says = (instruction = ''): boolean => asked.includes(JSON.stringify(instruction).slice(1, -1));
    expect([says(chosen?.instruction), says(others?.instruction)]).toEqual([true, false]);
    expect(result.selected[parameter]).toBe(value);
    expect(result.findings).toMatchObject([{ kind, statement: `A finding of ${value}.`, citations: [] }]);
    expect(result.unsupported.length > 0 || fieldOf(topic).field.open.includes(kind)).toBe(true);
  });
});

const onlyIn = (mine: string, theirs: string): string => {
  const known = theirs.toLowerCase();
  const words = mine.split(' ').filter((word) => !known.includes(word.toLowerCase()));
  return [...words, ...words].join(' ');
};

type Call = Awaited<ReturnType<typeof serverFor>>;

/** The document as the tool takes it: by itself, or in a collection. */
async function sourceFor(tool: string, text: string, call: Call) {
  if (tool !== 'science_query') return { indexed: true, source: { documents: [dataUrl(text)] } };
  const { isError } = await call('rag_index', { collection: 'papers', sources: [{ id: 'paper', text }] });
  return { indexed: !isError, source: { collection: 'papers' } };
}
