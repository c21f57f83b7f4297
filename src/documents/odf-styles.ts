import { numeral } from './numeral.ts';
import { all, at, attribute, elements, whole, type XmlNode } from './xml.ts';

/** What the styles of an OpenDocument file say. */
export type OdfStyles = {
  /** 1 for a paragraph in the style of titles, 2 for subtitles. */
  heading(style: string | undefined): number | undefined;
  /** What stands before an item: `-`, or its number as it is shown. Levels count from 1. */
  label(list: string | undefined, level: number, count: number): string;
  start(list: string | undefined, level: number): number;
  /** The number of the next heading of this level, `1.2`, where the document numbers its headings. Ask once for each, in order. */
  headingNumber(level: number): string;
};

const FORMATS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'lowerLetter',
    A: 'upperLetter',
    i: 'lowerRoman',
    I: 'upperRoman',
    1: 'decimal',
  }),
);

/** Reads the styles of `content.xml` and `styles.xml`; the first that has a name wins. */
export function readOdfStyles(roots: readonly (XmlNode | undefined)[]): OdfStyles {
  const places = roots.flatMap((root) => [at(root, 'automatic-styles'), at(root, 'styles')]);
  const named = (kind: string) =>
    new Map(
      places
        .flatMap((place) => all(place, kind).map((node) => [attribute(node, 'name') ?? '', node] as const))
        .reverse(),
    );
  const styles = named('style');
  const lists = named('list-style');
  const levelOf = (list: string | undefined, level: number): XmlNode | undefined =>
    elements(lists.get(list ?? '')).find((node) => attribute(node, 'level') === String(level));
  return {
    heading(style) {
      // A style of one paragraph is based on a named one.
      for (const name of [style, attribute(styles.get(style ?? ''), 'parent-style-name')]) {
        if (name === 'Title') return 1;
        if (name === 'Subtitle') return 2;
      }
      return undefined;
    },
    label(list, level, count) {
      const node = levelOf(list, level);
      if (node?.name !== 'list-level-style-number') return '-';
      const format = FORMATS.get(attribute(node, 'num-format') ?? '');
      const number = format === undefined ? '' : numeral(count, format);
      return `${attribute(node, 'num-prefix') ?? ''}${number}${attribute(node, 'num-suffix') ?? ''}`.trim() || '-';
    },
    headingNumber: headingCounter(places.flatMap((place) => all(place, 'outline-style'))[0]),
    start: (list, level) => whole(levelOf(list, level), 'start-value') ?? 1,
  };
}

/** A document has ten levels of headings. */
const MAX_LEVEL = 10;

function headingCounter(outline: XmlNode | undefined): (level: number) => string {
  const levels = new Map(elements(outline).map((node) => [whole(node, 'level') ?? 0, node]));
  const formatOf = (level: number) => FORMATS.get(attribute(levels.get(level), 'num-format') ?? '');
  const counts: number[] = [];
  return (level) => {
    const node = levels.get(level);
    if (level > MAX_LEVEL || formatOf(level) === undefined) return '';
    const first = (above: number) => whole(levels.get(above), 'start-value') ?? 1;
    counts[level] = (counts[level] ?? first(level) - 1) + 1;
    counts.length = level + 1;
    const shown = Math.min(level, Math.max(1, whole(node, 'display-levels') ?? 1));
    const numbers = Array.from({ length: shown }, (_, index) => level - shown + 1 + index)
      .filter((each) => formatOf(each) !== undefined)
      .map((each) => numeral(counts[each] ?? first(each), formatOf(each) ?? 'decimal'));
    return `${attribute(node, 'num-prefix') ?? ''}${numbers.join('.')}${attribute(node, 'num-suffix') ?? ''}`.trim();
  };
}
