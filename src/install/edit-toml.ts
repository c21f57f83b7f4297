import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Entry } from './client.ts';
import { isTable, type Opened, type Way } from './data.ts';
import { cut, layoutOf } from './layout.ts';
import { unreadable } from './unreadable.ts';

/** TOML 1.0, which every reader knows. An entry is a table of its own at the end of the file, or where it stood. */
export function openToml(text: string): Opened {
  const ast = parse(text);
  return { data: getStaticTOMLValue(ast), write: (way, entry) => write(text, ast, way, entry) };
}

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: '1.0' });
  } catch (thrown) {
    if (!(thrown instanceof ParseError)) throw thrown;
    throw unreadable('TOML', text, thrown.index, thrown.message, thrown);
  }
}

function write(text: string, ast: AST.TOMLProgram, { at, name }: Way, entry: Entry | undefined): string {
  const way = [...at, name];
  const parts = ast.body[0].body.filter((part) => isBelow(wayOf(part), way));
  const inline = ast.body[0].body.flatMap((part) => (part.type === 'TOMLTable' ? inlineIn(part, way) : []));
  // From the last to the first, so that what is left to cut stays where it was.
  const without = [...parts, ...inline]
    .sort((left, right) => right.range[0] - left.range[0])
    .reduce((rest, { range: [start, end] }) => cut(rest, start, end), text);
  if (entry === undefined) return without.replace(/(\r?\n){2,}$/, '$1');
  const { eol } = layoutOf(text);
  const kept = without.trimEnd();
  return `${kept === '' ? '' : kept + eol + eol}${tables(way, entry).join(eol)}${eol}`;
}

const isBelow = (way: readonly unknown[], parent: readonly string[]): boolean =>
  parent.every((key, index) => way[index] === key);

const keysOf = (key: AST.TOMLKey): readonly unknown[] =>
  key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));

const wayOf = (part: AST.TOMLTable | AST.TOMLKeyValue): readonly unknown[] =>
  part.type === 'TOMLTable' ? part.resolvedKey : keysOf(part.key);

/** Entries that somebody wrote as keys of the table above: `[mcp_servers]` with `llmkit = { … }`. */
const inlineIn = (table: AST.TOMLTable, way: readonly string[]): readonly AST.TOMLKeyValue[] =>
  isBelow(table.resolvedKey, way)
    ? []
    : table.body.filter((pair) => isBelow([...table.resolvedKey, ...keysOf(pair.key)], way));

/** The lines of a table and, below it, of the tables in it. */
function tables(way: readonly string[], entry: Entry): readonly string[] {
  const pairs = Object.entries(entry);
  const inner = pairs.flatMap(([key, value]) => (isTable(value) ? ['', ...tables([...way, key], value)] : []));
  const own = pairs.flatMap(([key, value]) => (isTable(value) ? [] : [`${keyText(key)} = ${valueText(value)}`]));
  return [`[${way.map(keyText).join('.')}]`, ...own, ...inner];
}

const keyText = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

/** Texts, numbers, booleans and lists of them are written alike in JSON, but for one character. */
const valueText = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u007f', '\\u007f').replaceAll('","', '", "');
