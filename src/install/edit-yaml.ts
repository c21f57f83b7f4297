import { isMap, isSeq, parseDocument } from 'yaml';
import type { Entry } from './client.ts';
import { isTable, type Opened, type Way } from './data.ts';
import { layoutOf } from './layout.ts';
import { unreadable } from './unreadable.ts';

/** One YAML document. Comments, order and blank lines stay; spacing inside of lines may be set right. */
export function openYaml(text: string): Opened {
  const document = parse(text);
  return { data: document.toJS(), write: (way, entry) => write(text, way, entry) };
}

function parse(text: string): ReturnType<typeof parseDocument> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw unreadable('YAML', text, error.pos[0], error.message.split('\n')[0] ?? '', error);
  return document;
}

function write(text: string, { at, name, isList }: Way, entry: Entry | undefined): string {
  // The document is changed in place, so each writing reads its own.
  const document = parse(text);
  const servers = document.getIn(at, true);
  const index =
    isList && isSeq(servers)
      ? servers.toJS(document).findIndex((item: unknown) => isTable(item) && item.name === name)
      : -1;
  const key = isList ? (index === -1 ? (isSeq(servers) ? servers.items.length : 0) : index) : name;
  if (entry === undefined) document.deleteIn([...at, key]);
  else if (isMap(servers) || isSeq(servers)) document.setIn([...at, key], document.createNode(entry));
  else document.setIn([...at], document.createNode(isList ? [entry] : { [name]: entry }));
  const { eol, step } = layoutOf(text);
  const written = document.toString({
    lineWidth: 0,
    indent: step.startsWith(' ') ? Math.max(2, step.length) : 2,
    indentSeq: !/^( *)[\w-]+:[ \t]*\r?\n\1- /m.test(text),
    flowCollectionPadding: /[[{] /.test(text),
  });
  return eol === '\n' ? written : written.replaceAll('\n', eol);
}
