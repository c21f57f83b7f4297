import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shared } from '../shared.ts';
import type { Check } from './spec.ts';

type Field = { readonly type: string; readonly isMany: boolean; readonly isRequired: boolean };
type Message = { readonly fields: Map<string, Field> };

const jsonName = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const NUMBERS = new Set(['int32', 'int64', 'uint32', 'float', 'double']);
const FREE = new Set(['google.protobuf.Value', 'google.protobuf.Struct', 'google.protobuf.ListValue']);

/** Messages and enums of protocol buffer files, by their last name; a nested one wins over none of the same name. */
function readProtos(provider: string) {
  const messages = new Map<string, Message>();
  const enums = new Map<string, string[]>();
  const folder = shared('wire', 'specs', provider, 'proto');
  for (const file of readdirSync(folder)) {
    // Of the annotations only "required" matters, and their braces would look like those of messages.
    const text = readFileSync(join(folder, file), 'utf8')
      // In one go: an address in a text is no comment, and a quote in a comment opens no text.
      .replace(/"[^"\n]*"|\/\/.*$/gm, (found) => (found.startsWith('"') ? '""' : ''))
      .replace(/\[[^\]]*\]/g, (annotation) => (annotation.includes('REQUIRED') ? 'REQUIRED' : ''));
    const open: (Message | string[] | undefined)[] = [];
    for (const [statement = ''] of text.matchAll(/[^;{}]*[;{}]/g)) {
      const [, kind, name = ''] = /\b(message|enum|oneof)\s+(\w+)\s*\{$/.exec(statement) ?? [];
      if (kind === 'message') {
        const message = { fields: new Map<string, Field>() };
        messages.set(name, message);
        open.push(message);
      } else if (kind === 'enum') {
        const words: string[] = [];
        enums.set(name, words);
        open.push(words);
      } else if (statement.endsWith('{')) open.push(kind === 'oneof' ? open.at(-1) : undefined);
      else if (statement.endsWith('}')) open.pop();
      else {
        const inside = open.at(-1);
        const found = /^\s*(repeated |optional )?(map<[^>]*>|[\w.]+)\s+(\w+)\s*=\s*\d+/.exec(statement);
        if (Array.isArray(inside)) inside.push(/(\w+)\s*=/.exec(statement)?.[1] ?? '');
        else if (inside !== undefined && found !== null) {
          const [, label, type = '', field = ''] = found;
          inside.fields.set(jsonName(field), {
            type,
            isMany: label === 'repeated ',
            isRequired: /REQUIRED/.test(statement),
          });
        }
      }
    }
  }
  return { messages, enums };
}

export type ProtoOptions = {
  /** Required fields that the path says. */
  readonly inPath: readonly string[];
  /** Fields that recorded requests have and the files, which are older, lack. */
  readonly newer: readonly string[];
};

/** What protocol buffers say against the JSON of a message: unknown and missing fields, wrong kinds and words. */
export function protoCheck(provider: string, root: string, options: ProtoOptions): Check {
  const { messages, enums } = readProtos(provider);

  function check(type: string, value: unknown, at: string): readonly string[] {
    const name = type.split('.').at(-1) ?? type;
    if (FREE.has(type) || type.startsWith('map<')) return [];
    if (type === 'string' || type === 'bytes') return typeof value === 'string' ? [] : [`${at} is no text`];
    if (type === 'bool') return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    if (NUMBERS.has(type)) return typeof value === 'number' ? [] : [`${at} is no number`];
    const words = enums.get(name);
    if (words !== undefined) return words.includes(String(value)) ? [] : [`${at} is none of ${words.join(', ')}`];
    const message = messages.get(name);
    if (message === undefined) throw new Error(`${at} is of the unknown type ${type}.`);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
    const missing = [...message.fields]
      .filter(([field, { isRequired }]) => isRequired && !Object.hasOwn(value, field))
      .filter(([field]) => !(at === '' && options.inPath.includes(field)))
      .map(([field]) => `${at}/${field} is missing`);
    const wrong = Object.entries(value).flatMap(([field, item]) => {
      // Both spellings of a name are read.
      const known = message.fields.get(jsonName(field));
      if (known === undefined) return options.newer.includes(field) ? [] : [`${at}/${field} is unknown`];
      if (!known.isMany) return check(known.type, item, `${at}/${field}`);
      if (!Array.isArray(item)) return [`${at}/${field} is no list`];
      return item.flatMap((one, index) => check(known.type, one, `${at}/${field}/${index}`));
    });
    return [...missing, ...wrong];
  }

  return (body) => check(root, body, '');
}
