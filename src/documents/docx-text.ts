import { linked } from './compose.ts';
import { mathText } from './math.ts';
import type { Relations } from './ooxml.ts';
import { at, attribute, elements, prefixed, textOf, type XmlNode } from './xml.ts';

/** What is met on the way through a paragraph and stands elsewhere. */
export type Aside = {
  readonly relations: Relations;
  /** Text boxes, charts and diagrams: they follow the paragraph that they are anchored in. */
  readonly drawings: XmlNode[];
  /** Runs that Word does not show. */
  hidden: number;
};

/** Symbols that people take from Word's symbol fonts; other characters of those fonts have no known meaning. */
const SYMBOLS: Readonly<Record<string, string>> = {
  F0A7: '▪',
  F0A8: '☐',
  F06F: '☐',
  F0B7: '•',
  F0D8: '➢',
  F0E0: '→',
  F0FC: '✓',
  F0FD: '☒',
  F0FE: '☑',
};

/** Content that is not read: what was deleted, codes of fields, ruby, properties. */
const LEFT_OUT = new Set(['del', 'moveFrom', 'instrText', 'delText', 'rt', 'rPr', 'pPr', 'sdtPr', 'commentReference']);

/** The text of a paragraph or a run. */
export function inlineText(node: XmlNode, aside: Aside): string {
  return elements(node)
    .map((child) => piece(child, aside))
    .join('');
}

function piece(node: XmlNode, aside: Aside): string {
  if (LEFT_OUT.has(node.name)) return '';
  switch (node.name) {
    case 't':
      return textOf(node);
    case 'r':
      return run(node, aside);
    case 'tab':
    case 'ptab':
      return '\t';
    case 'br':
    case 'cr':
      return '\n';
    case 'noBreakHyphen':
      return '-';
    case 'sym':
      return symbol(node);
    case 'footnoteReference':
      return `[^${attribute(node, 'id')}]`;
    case 'endnoteReference':
      return `[^e${attribute(node, 'id')}]`;
    case 'oMath':
      return mathText(node);
    case 'checkBox': {
      const state = at(node, 'checked') ?? at(node, 'default');
      return state !== undefined && isOn(state) ? '☒' : '☐';
    }
    case 'hyperlink': {
      const text = inlineText(node, aside);
      return linked(text, aside.relations.get(prefixed(node, 'id') ?? '')?.target ?? '');
    }
    case 'drawing':
    case 'pict':
    case 'object':
      aside.drawings.push(node);
      return '';
    case 'AlternateContent': {
      const chosen = at(node, 'Choice') ?? at(node, 'Fallback');
      return chosen === undefined ? '' : inlineText(chosen, aside);
    }
    default:
      return inlineText(node, aside);
  }
}

function run(node: XmlNode, aside: Aside): string {
  const vanish = at(node, 'rPr', 'vanish');
  if (vanish === undefined || !isOn(vanish)) return inlineText(node, aside);
  if (inlineText(node, { ...aside, drawings: [] }).trim() !== '') aside.hidden += 1;
  return '';
}

/** A property that is there holds, unless its value says that it does not. */
const isOn = (node: XmlNode): boolean => !/^(?:0|false|off)$/u.test(attribute(node, 'val') ?? '');

function symbol(node: XmlNode): string {
  const code = (attribute(node, 'char') ?? '').toUpperCase();
  const known = SYMBOLS[code];
  if (known !== undefined) return known;
  const value = Number.parseInt(code, 16);
  return value >= 0x20 && value < 0xe000 ? String.fromCharCode(value) : '';
}
