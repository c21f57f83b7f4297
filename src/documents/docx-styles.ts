import { DEEPEST_LEVEL } from './docx-numbering.ts';
import { all, at, attribute, whole, type XmlNode } from './xml.ts';

/** What a paragraph's style says about it; unsaid things come from the style that it is based on. */
export type Style = {
  /** 1 is the highest. */
  readonly heading?: number;
  readonly list?: string;
  readonly level?: number;
};

/** As deep as styles are followed; a style may be based on itself. */
const MAX_BASES = 20;

/** Reads `styles.xml`. The style that is asked for may be missing: it then says nothing. */
export function readStyles(root: XmlNode | undefined): (id: string | undefined) => Style {
  const nodes = new Map(all(root, 'style').map((node) => [attribute(node, 'styleId') ?? '', node]));
  const known = new Map<string, Style>();
  const styleOf = (id: string | undefined, depth: number): Style => {
    if (id === undefined || depth > MAX_BASES) return {};
    const before = known.get(id);
    if (before !== undefined) return before;
    const node = nodes.get(id);
    const base = styleOf(attribute(at(node, 'basedOn'), 'val'), depth + 1);
    const list = attribute(at(node, 'pPr', 'numPr', 'numId'), 'val');
    const style = {
      heading: headingOf(node, id) ?? base.heading,
      list: list ?? base.list,
      level: whole(at(node, 'pPr', 'numPr', 'ilvl'), 'val', DEEPEST_LEVEL) ?? base.level,
    };
    known.set(id, style);
    return style;
  };
  return (id) => styleOf(id, 0);
}

function headingOf(style: XmlNode | undefined, id: string): number | undefined {
  const outline = outlineLevel(at(style, 'pPr'));
  if (outline !== undefined) return outline;
  // The built-in names stay English in the file, whatever language Word speaks.
  const name = attribute(at(style, 'name'), 'val') ?? id;
  const level = /^heading\s?([1-9])$/iu.exec(name)?.[1];
  if (level !== undefined) return Math.min(6, Number(level));
  if (/^title$/iu.test(name)) return 1;
  return /^subtitle$/iu.test(name) ? 2 : undefined;
}

/** The heading level that paragraph properties name; 9 stands for body text. */
export function outlineLevel(properties: XmlNode | undefined): number | undefined {
  const level = whole(at(properties, 'outlineLvl'), 'val');
  return level !== undefined && level <= DEEPEST_LEVEL ? Math.min(6, level + 1) : undefined;
}
