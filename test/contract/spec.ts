import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { shared } from '../shared.ts';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Words that some vendors' files have where JSON Schema has others. */
const KINDS: Readonly<Record<string, string>> = { bool: 'boolean', 'number,': 'number' };

/** Keywords of OpenAPI as JSON Schema: `nullable` becomes a type, overlapping `oneOf` an `anyOf`, discriminators go. */
function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (!isNode(value)) return value;
  const node = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, converted(child)]));
  if (!isNode(node.discriminator) || 'propertyName' in node.discriminator) delete node.discriminator;
  // A property of that name holds a schema; a text is AsyncAPI's own.
  if (typeof node.id === 'string') delete node.id;
  if (Array.isArray(node.oneOf)) {
    node.anyOf = [...(Array.isArray(node.anyOf) ? node.anyOf : []), ...node.oneOf];
    delete node.oneOf;
  }
  // Some vendors write `object` beside alternatives that are none.
  if (node.type === 'object' && node.properties === undefined && Array.isArray(node.anyOf)) delete node.type;
  if (typeof node.type === 'string') node.type = KINDS[node.type] ?? node.type;
  if (typeof node.exclusiveMinimum === 'boolean') {
    if (node.exclusiveMinimum) node.exclusiveMinimum = node.minimum;
    else delete node.exclusiveMinimum;
  }
  if (node.nullable === true) {
    delete node.nullable;
    if (typeof node.type === 'string') node.type = [node.type, 'null'];
    else if (Array.isArray(node.anyOf)) node.anyOf = [...node.anyOf, { type: 'null' }];
    if (Array.isArray(node.enum)) node.enum = [...node.enum, null];
  }
  return node;
}

export type Check = (body: unknown) => readonly string[];

/** What a vendor's specification says against a JSON body of `POST path`; an empty list when it fits. */
export const requestCheck = (provider: string, path: string, file?: string): Check =>
  schemaCheck(provider, bodyOf(path, 'application/json'), { file });

/** The same of a form, given as its fields: all that is no text comes as text, and a list of one as that one. */
export const formCheck = (provider: string, path: string, file?: string): Check =>
  schemaCheck(provider, bodyOf(path, 'multipart/form-data'), { file, isForm: true });

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

const bodyOf = (path: string, type: string): string =>
  `paths/${escaped(path)}/post/requestBody/content/${type.replaceAll('/', '~1')}/schema`;

/** What the schema at a place of a specification says. */
export function schemaCheck(
  provider: string,
  pointer: string,
  { file = 'openapi.json', isForm = false }: { readonly file?: string | undefined; readonly isForm?: boolean } = {},
): Check {
  const document: unknown = converted(JSON.parse(readFileSync(shared('wire', 'specs', provider, file), 'utf8')));
  if (!isNode(document)) throw new Error(`${provider} has no specification.`);
  const options = {
    strict: false,
    validateFormats: false,
    allErrors: true,
    logger: false as const,
    coerceTypes: isForm ? ('array' as const) : false,
  };
  const ajv = String(document.openapi ?? document.asyncapi).startsWith('3.1') ? new Ajv2020(options) : new Ajv(options);
  const id = `https://spec.test/${provider}/${file}`;
  ajv.addSchema(document, id);
  const validate = ajv.compile({ $ref: `${id}#/${pointer}` });
  return (body) =>
    validate(body)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
}
