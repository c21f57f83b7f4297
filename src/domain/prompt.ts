import type { CapabilityRequest } from '../core/capability.ts';
import type { Message, Part } from '../core/content.ts';
import type { DomainRequest } from '../core/domain.ts';
import type { Passage } from '../rag/citations.ts';
import { fenceOf } from '../rag/writer.ts';
import type { Schema } from '../structured/schema.ts';
import type { Field, Form, Selection } from './field.ts';

/** What a model is shown of the passages, in characters. */
const MAX_PASSAGES = 80_000;

const text = { type: 'string' };
const listOf = (properties: Readonly<Record<string, unknown>>): Schema => ({
  type: 'array',
  items: objectOf(properties),
});
// Every property is required: some providers take no other schema, and what does not apply is left empty.
const objectOf = (properties: Readonly<Record<string, unknown>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const cites = listOf({ passage: { type: 'integer' }, quote: text });

/** The schema of the answer: `findings` by kind, each with its cites; the sums where the field calculates. */
export function answerSchema(
  field: Field,
  { findings }: Selection,
  more: Readonly<Record<string, unknown>> = {},
): Schema {
  const ofKind = (form: Form): Schema =>
    listOf({
      ...Object.fromEntries(Object.entries(form).map(([name, description]) => [name, { ...text, description }])),
      cites,
    });
  const kinds = Object.fromEntries(Object.entries(findings).map(([kind, form]) => [kind, ofKind(form)]));
  const sums = { calculations: listOf({ what: text, expression: text, result: text, unit: text }) };
  return objectOf({ answer: text, findings: objectOf(kinds), ...(field.calculates && sums), ...more });
}

/** The request for one answer. Everything that the caller or a document wrote is fenced as data. */
export function domainRequest(
  { question, details = {}, images = [] }: DomainRequest,
  field: Field,
  selection: Selection,
  passages: readonly Passage[],
  schema: Schema,
  rules: readonly string[] = [],
): CapabilityRequest<'chat'> & { readonly schema: Schema } {
  const shown = shownOf(passages);
  const facts = Object.keys(details).length === 0 ? undefined : JSON.stringify(details, undefined, 1).slice(0, 20_000);
  const fence = fenceOf([question, facts ?? '', ...shown.map((passage) => passage.text)]);
  const instructions = [
    field.role,
    ...selection.choices.map(({ instruction }) => instruction),
    `Chosen: ${Object.entries(selection.selected)
      .map(([name, value]) => `${name} ${value.replaceAll('_', ' ')}`)
      .join(', ')}.`,
    ...(shown.length > 0 ? GROUNDED : FROM_MEMORY),
    ...(field.calculates ? [CALCULATED] : []),
    ...rules,
    `What each kind of finding holds: ${formsOf(selection.findings)}`,
    'Answer in the language of the question, as JSON by the schema. Leave empty what does not apply.',
    fence.note,
  ];
  const body = [
    fence.wrap('question', question),
    ...(facts === undefined ? [] : [fence.wrap('details', facts)]),
    ...shown.map((passage, index) =>
      fence.wrap(
        `passage-${index + 1}`,
        `${passage.source}${passage.page === undefined ? '' : `, page ${passage.page}`}\n\n${passage.text}`,
      ),
    ),
  ];
  const pictures = images.map((media): Part => ({ type: 'image', media }));
  const messages: readonly Message[] = [
    { role: 'system', parts: [{ type: 'text', text: instructions.join('\n') }] },
    { role: 'user', parts: [...pictures, { type: 'text', text: body.join('\n\n') }] },
  ];
  return { messages, schema };
}

const GROUNDED = [
  'Answer from the passages. In `answer`, name after each sentence the passage that bears it out, with its words copied letter for letter: [2: “the words”].',
  'In `cites` of each finding give the number of the passage and the words copied letter for letter. What no passage bears out has no cites; say that it is from memory.',
];
const FROM_MEMORY = ['There are no passages: what you say is from memory. Leave `cites` empty, and make up no source.'];
const CALCULATED =
  'In `calculations` give each step as an expression in figures (units written out, e.g. 15 mg/kg * 12 kg), its result and unit. Write no sum that is not there.';

const formsOf = (findings: Selection['findings']): string =>
  Object.entries(findings)
    .map(
      ([kind, form]) =>
        `${kind} (${Object.entries(form)
          .map(([name, description]) => `${name}: ${description}`)
          .join('; ')})`,
    )
    .join(', ');

/** The passages that a model is shown, as many as there is room for; the last one is cut rather than left out. */
export function shownOf(passages: readonly Passage[]): readonly Passage[] {
  let room = MAX_PASSAGES;
  return passages.flatMap((passage) => {
    if (room <= 0) return [];
    const shown = { ...passage, text: passage.text.slice(0, room) };
    room -= shown.text.length;
    return [shown];
  });
}
