import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { declaredCharset } from '../core/charset.ts';
import { ProviderError } from '../core/errors.ts';

/** An element. Names are without their prefix: strict and transitional files differ in nothing else. */
export type XmlNode = {
  readonly name: string;
  /** As they are written, prefix included: `r:id` beside `id`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlNode | string)[];
};

export type XmlEvents = {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
};

/** Documents that people made stay below a hundred. */
const MAX_DEPTH = 400;
/** A large part is never one string. */
const PIECE_BYTES = 1024 * 1024;
const EMPTY: XmlNode = { name: '', attributes: {}, children: [] };

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads XML and tells of each element and text. Throws `invalid_input` for what is malformed, too deep or declares entities. */
export function scanXml(bytes: Uint8Array, part: string, events: XmlEvents): void {
  const parser = new SaxesParser<{ fileName: string; position: false; xmlns: false }>({
    fileName: part,
    position: false,
    xmlns: false,
  });
  let depth = 0;
  parser.on('doctype', (doctype) => {
    // Nothing that an entity could name is read, and one that repeats others would grow without end.
    if (/<!ENTITY/iu.test(doctype)) throw refused(part, 'declares entities, which are not read');
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw refused(part, `is nested more than ${MAX_DEPTH} levels deep`);
    events.open(local(name), attributes);
  });
  parser.on('text', events.text);
  parser.on('cdata', events.text);
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    events.close(local(name));
  });
  parser.on('error', (error) => {
    // Some programs write control characters as they stand in the text.
    if (!/disallowed character/u.test(error.message)) throw refused(part, 'is not well-formed XML');
  });
  const decoder = decoderOf(bytes);
  for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES) {
    parser.write(decoder.decode(bytes.subarray(from, from + PIECE_BYTES), { stream: true }));
  }
  parser.write(decoder.decode()).close();
}

/** XML is UTF-8 unless its mark or its declaration says otherwise. */
function decoderOf(bytes: Uint8Array): TextDecoder {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  try {
    return new TextDecoder(declaredCharset('', bytes) ?? 'utf-8');
  } catch {
    return new TextDecoder();
  }
}

/** The root element of a part of a document. */
export function parseXml(bytes: Uint8Array, part: string): XmlNode {
  type Open = { name: string; attributes: Readonly<Record<string, string>>; children: (XmlNode | string)[] };
  const root: Open = { ...EMPTY, children: [] };
  const open = [root];
  scanXml(bytes, part, {
    open(name, attributes) {
      const node: Open = { name, attributes, children: [] };
      open.at(-1)?.children.push(node);
      open.push(node);
    },
    text: (text) => void open.at(-1)?.children.push(text),
    close: () => void open.pop(),
  });
  return elements(root)[0] ?? EMPTY;
}

export const elements = (node: XmlNode | undefined): readonly XmlNode[] =>
  (node?.children ?? []).filter((child): child is XmlNode => typeof child !== 'string');

export const all = (node: XmlNode | undefined, name: string): readonly XmlNode[] =>
  elements(node).filter((child) => child.name === name);

/** The element at the end of a path of names, the first of each. */
export function at(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  let found = node;
  for (const name of path) found = elements(found).find((child) => child.name === name);
  return found;
}

/** Every element of that name, however deep, in order. */
export function* within(node: XmlNode | undefined, name: string): Generator<XmlNode> {
  for (const child of elements(node)) {
    if (child.name === name) yield child;
    yield* within(child, name);
  }
}

/** An attribute by its local name, the one without a prefix first. */
export function attribute(node: XmlNode | undefined, name: string): string | undefined {
  if (node === undefined) return undefined;
  return node.attributes[name] ?? prefixed(node, name);
}

/** An attribute that has a prefix: `r:id`, whatever its prefix is called. */
export function prefixed({ attributes }: XmlNode, name: string): string | undefined {
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

/** An attribute that is a whole number from 0 on; `undefined` when it is missing or anything else, at most `most`. */
export function whole(node: XmlNode | undefined, name: string, most = 1_000_000): number | undefined {
  const value = Number(attribute(node, name) ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, most) : undefined;
}

/** All text below an element. */
export const textOf = (node: XmlNode | undefined): string =>
  (node?.children ?? []).map((child) => (typeof child === 'string' ? child : textOf(child))).join('');

const refused = (part: string, why: string): ProviderError =>
  new ProviderError('invalid_input', { message: `"${part.slice(-80)}" in the document ${why}.` });
