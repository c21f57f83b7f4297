import { createScanner, type Node, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Entry } from './client.ts';
import type { Opened, Way } from './data.ts';
import { cut, indentAt, type Layout, layoutOf } from './layout.ts';
import { unreadable } from './unreadable.ts';

const COMMA = 5; // jsonc-parser exports its token kinds as a const enum, which erasable syntax cannot read.
const BOM = '\uFEFF';

/** JSON as editors take it, with comments and trailing commas. Only the characters of the entry are touched. */
export function openJson(whole: string): Opened {
  const bom = whole.startsWith(BOM) ? BOM : '';
  const text = whole.slice(bom.length).trim() === '' ? '{}\n' : whole.slice(bom.length);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    throw unreadable(
      'JSON',
      text,
      error?.offset ?? 0,
      error === undefined ? 'it is empty' : printParseErrorCode(error.error),
    );
  }
  return {
    data: parse(text, [], { allowTrailingComma: true }),
    write: (way, entry) => bom + write(text, root, way, entry),
  };
}

function write(text: string, root: Node, { at, name }: Way, entry: Entry | undefined): string {
  const way = [...at, name];
  let parent = root;
  let depth = 0;
  for (; depth < at.length; depth++) {
    const inside = innerOf(propertyOf(parent, way[depth] ?? ''));
    if (inside?.type !== 'object') break;
    parent = inside;
  }
  // What is missing between the innermost object that is there and the entry is written around the entry.
  const [key = name, ...missing] = way.slice(depth);
  const value = missing.reduceRight<unknown>((inner, step) => ({ [step]: inner }), entry);
  const property = propertyOf(parent, key);
  const old = innerOf(property);
  const layout = layoutOf(text);
  if (property === undefined || old === undefined) return insert(text, parent, key, value, layout);
  if (entry === undefined) return remove(text, parent, property);
  return text.slice(0, old.offset) + render(value, indentAt(text, property.offset), layout) + text.slice(endOf(old));
}

const innerOf = (property: Node | undefined): Node | undefined => property?.children?.[1];

/** The last of that name, which is the one that counts. */
const propertyOf = (object: Node, key: string): Node | undefined =>
  object.children?.findLast((property) => property.children?.[0]?.value === key);

const endOf = ({ offset, length }: Node): number => offset + length;

const render = (value: unknown, indent: string, { eol, step }: Layout): string =>
  JSON.stringify(value, undefined, step).replaceAll('\n', `${eol}${indent}`);

/** Puts a property at the end of an object, behind the comments that stand there. */
function insert(text: string, object: Node, key: string, value: unknown, layout: Layout): string {
  const close = endOf(object) - 1;
  const first = object.children?.[0];
  const last = object.children?.at(-1);
  const outer = indentAt(text, object.offset);
  const isOnOwnLine = first !== undefined && text.slice(object.offset, first.offset).includes('\n');
  const indent = isOnOwnLine ? indentAt(text, first.offset) : outer + layout.step;
  const content = text.slice(0, close).trimEnd();
  const comma = last === undefined ? undefined : commaAfter(text, endOf(last));
  const head =
    last === undefined || comma !== undefined
      ? content
      : `${content.slice(0, endOf(last))},${content.slice(endOf(last))}`;
  // Where the last one has a comma behind it, so has the new one.
  const property = `${JSON.stringify(key)}: ${render(value, indent, layout)}${comma === undefined ? '' : ','}`;
  return `${head}${layout.eol}${indent}${property}${layout.eol}${outer}${text.slice(close)}`;
}

/** Takes a property out, and the comma that is no longer needed. */
function remove(text: string, object: Node, property: Node): string {
  const comma = commaAfter(text, endOf(property));
  if (comma !== undefined) return cut(text, property.offset, comma + 1);
  const siblings = object.children ?? [];
  const previous = siblings[siblings.indexOf(property) - 1];
  const before = previous === undefined ? undefined : commaAfter(text, endOf(previous));
  const without = cut(text, property.offset, endOf(property));
  return before === undefined ? without : without.slice(0, before) + without.slice(before + 1);
}

/** Where the comma stands that follows, over blanks and comments. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return scanner.scan() === COMMA ? scanner.getTokenOffset() : undefined;
}
