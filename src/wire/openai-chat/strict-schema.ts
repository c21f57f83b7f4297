import { list, record } from '../read.ts';

/**
 * True when OpenAI's strict mode takes a schema: every object is closed and needs all of its properties.
 * Sending `strict: true` for any other is a 400; without it the schema still guides the model.
 */
export function isStrictSchema(schema: unknown): boolean {
  const node = record(schema);
  if (node === undefined) return schema !== true;
  const properties = record(node.properties);
  const isObject = node.type === 'object' || properties !== undefined;
  if (isObject) {
    const required = new Set(list(node.required));
    if (node.additionalProperties !== false) return false;
    if (!Object.keys(properties ?? {}).every((name) => required.has(name))) return false;
  }
  if (
    node.oneOf !== undefined ||
    node.allOf !== undefined ||
    node.not !== undefined ||
    node.patternProperties !== undefined
  )
    return false;
  const children = [
    ...Object.values(properties ?? {}),
    ...Object.values(record(node.$defs) ?? {}),
    ...Object.values(record(node.definitions) ?? {}),
    ...list(node.anyOf),
    ...(node.items === undefined ? [] : [node.items]),
  ];
  return children.every(isStrictSchema);
}
