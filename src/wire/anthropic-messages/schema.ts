import { type Json, list, record } from '../read.ts';

/** Keywords that Claude's decoder refuses; the whole schema is checked again after the answer. */
const REFUSED = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  '$schema',
]);

/** Keywords whose value is a map from names to schemas, so that a property called `pattern` stays. */
const MAPS = new Set(['properties', '$defs', 'definitions']);

/** A schema as Claude's decoder takes it: closed objects, no numeric or length limits. */
export function claudeSchema(schema: unknown): unknown {
  const node = record(schema);
  if (node === undefined) return Array.isArray(schema) ? list(schema).map(claudeSchema) : schema;
  const entries = Object.entries(node)
    .filter(([key, value]) => !REFUSED.has(key) && !(key === 'minItems' && value !== 0 && value !== 1))
    .map(([key, value]) => [key, convert(key, value)] as const);
  const isObject = node.type === 'object' || node.properties !== undefined;
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}

function convert(key: string, value: unknown): unknown {
  const map: Json | undefined = MAPS.has(key) ? record(value) : undefined;
  if (map !== undefined)
    return Object.fromEntries(Object.entries(map).map(([name, child]) => [name, claudeSchema(child)]));
  if (key === 'enum' || key === 'const' || key === 'default' || key === 'examples' || key === 'required') return value;
  return typeof value === 'object' ? claudeSchema(value) : value;
}
