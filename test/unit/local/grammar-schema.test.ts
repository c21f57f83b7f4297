import { expect, it } from 'vitest';
import { grammarSchema } from '../../../src/local/llama/grammar-schema.ts';

it('spells a choice and shared definitions the way the library reads them', () => {
  const { schema, says } = grammarSchema({
    type: 'object',
    properties: { a: { anyOf: [{ const: 'x' }, { $ref: '#/definitions/b' }] }, c: true },
    definitions: { b: { type: 'boolean' } },
  });
  expect(says).toBe('all');
  expect(schema).toEqual({
    type: 'object',
    properties: { a: { oneOf: [{ const: 'x' }, { $ref: '#/$defs/b' }] }, c: {} },
    $defs: { b: { type: 'boolean' } },
  });
});

it.each([[{ type: 'string', pattern: '^a' }], [{ type: 'array', items: { type: 'integer', minimum: 1 } }]])(
  'says the form of %j, and leaves its values to the prompt',
  (schema) => {
    expect(grammarSchema(schema).says).toBe('form');
  },
);

it.each([
  [{ allOf: [{ type: 'object' }] }],
  [{ type: 'object', properties: { a: { not: { const: 1 } } } }],
  [{ type: 'object', properties: { a: { $ref: '#/nowhere' } } }],
  [{ type: 'object', properties: {}, anyOf: [{ required: ['a'] }] }],
])('does not take %j for anything at all', (schema) => {
  expect(grammarSchema(schema).says).toBe('little');
});
