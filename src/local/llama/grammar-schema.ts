import { type Json, list, record } from '../../wire/read.ts';

/** How much of a JSON Schema a grammar says: all; the form but not every value; or so little that another is needed. */
export type GrammarSchema = { readonly schema: Json; readonly says: 'all' | 'form' | 'little' };

/** What changes the form in ways that node-llama-cpp reads as "anything", without a word. */
const UNSAYABLE = ['allOf', 'not', 'if', 'patternProperties', 'dependentSchemas', 'contains', '$dynamicRef'];
/** What bounds values within a form. */
const UNSAID = [
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'uniqueItems',
  'propertyNames',
];

/** A JSON Schema in the words that node-llama-cpp makes a grammar of. */
export function grammarSchema(whole: Json): GrammarSchema {
  let says: GrammarSchema['says'] = 'all';
  const lose = (how: 'form' | 'little'): void => {
    if (says !== 'little') says = how;
  };

  const each = (schemas: unknown): Json =>
    Object.fromEntries(Object.entries(record(schemas) ?? {}).map(([name, schema]) => [name, spelled(schema)]));

  /** `true` and `{}` are any value. */
  function spelled(schema: unknown): unknown {
    const node = record(schema);
    if (node === undefined) {
      if (schema === false) lose('little');
      return {};
    }
    if (UNSAYABLE.some((word) => word in node)) lose('little');
    if (UNSAID.some((word) => word in node)) lose('form');
    const { anyOf, oneOf, definitions, $defs, $ref, properties, items, prefixItems, additionalProperties, ...rest } =
      node;
    const choices = [...list(oneOf), ...list(anyOf)];
    // Beside a choice the library reads nothing else.
    if (choices.length > 0 && ('type' in node || properties !== undefined || (oneOf && anyOf))) lose('little');
    if (typeof $ref === 'string' && !isKnown($ref)) lose('little');
    return {
      ...rest,
      ...(choices.length === 0 ? {} : { oneOf: choices.map(spelled) }),
      ...(definitions === undefined && $defs === undefined ? {} : { $defs: { ...each(definitions), ...each($defs) } }),
      ...(typeof $ref === 'string' ? { $ref: $ref.replace(/^#\/definitions\//, '#/$defs/') } : {}),
      ...(properties === undefined ? {} : { properties: each(properties) }),
      ...(items === undefined ? {} : { items: spelled(items) }),
      ...(prefixItems === undefined ? {} : { prefixItems: list(prefixItems).map(spelled) }),
      ...(additionalProperties === undefined
        ? {}
        : {
            additionalProperties:
              typeof additionalProperties === 'boolean' ? additionalProperties : spelled(additionalProperties),
          }),
    };
  }

  const isKnown = (ref: string): boolean => {
    const [, name = ''] = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref) ?? [];
    return { ...record(whole.definitions), ...record(whole.$defs) }[name] !== undefined;
  };

  const schema = record(spelled(whole)) ?? {};
  return { schema, says };
}
