import { numeral } from './numeral.ts';
import { all, at, attribute, whole, type XmlNode } from './xml.ts';

/** What stands before a paragraph of a list. `- ` for bullets, else its number as Word shows it. */
export type ListLabel = { readonly label: string; readonly level: number };

/** Word has nine levels. */
export const DEEPEST_LEVEL = 8;

export type Numbering = {
  /** Counts on: ask once for each paragraph, in order. `undefined` for a list that the document does not define. */
  next(list: string, level: number): ListLabel | undefined;
  /** The level that the list gives to paragraphs of this style. */
  levelOf(list: string, style: string): number | undefined;
};

type Level = { readonly format: string; readonly pattern: string; readonly start: number; readonly style?: string };
type Definition = { readonly id: string; readonly levels: ReadonlyMap<number, Level> };
type List = { readonly definition: Definition; readonly starts: ReadonlyMap<number, number> };

/** Reads `numbering.xml`: lists refer to definitions of levels, which several lists may share. */
export function readNumbering(root: XmlNode | undefined): Numbering {
  const lists = listsOf(root);
  const counters = new Map<string, number[]>();
  const begun = new Set<string>();
  return {
    levelOf: (list, style) =>
      [...(lists.get(list)?.definition.levels ?? [])].find(([, level]) => level.style === style)?.[0],
    next(name, level) {
      const list = lists.get(name);
      const own = list?.definition.levels.get(level);
      if (list === undefined || own === undefined) return undefined;
      const { id, levels } = list.definition;
      const counts = counters.get(id) ?? [];
      counters.set(id, counts);
      // A list that starts anew does so where it is first used.
      const restart = begun.has(name) ? undefined : list.starts.get(level);
      begun.add(name);
      counts[level] = restart ?? (counts[level] === undefined ? own.start : counts[level] + 1);
      counts.length = level + 1;
      for (let above = 0; above < level; above++) counts[above] ??= levels.get(above)?.start ?? 1;
      // A level whose sign is blank only indents.
      if (own.format === 'bullet') return own.pattern === ' ' ? undefined : { label: '-', level };
      const label = own.pattern.replaceAll(/%(\d)/gu, (_, digit) => {
        const index = Number(digit) - 1;
        return numeral(counts[index] ?? 1, levels.get(index)?.format ?? 'decimal');
      });
      return label.trim() === '' ? undefined : { label: label.trim(), level };
    },
  };
}

function listsOf(root: XmlNode | undefined): ReadonlyMap<string, List> {
  const definitions = new Map(all(root, 'abstractNum').map((node) => [attribute(node, 'abstractNumId') ?? '', node]));
  // A definition may only name a style, and another one be what that style means.
  const byStyle = new Map(
    [...definitions].map(([id, node]) => [attribute(at(node, 'styleLink'), 'val') ?? `#${id}`, node]),
  );
  return new Map(
    all(root, 'num').map((node) => {
      const id = attribute(at(node, 'abstractNumId'), 'val') ?? '';
      const named = definitions.get(id);
      const definition = byStyle.get(attribute(at(named, 'numStyleLink'), 'val') ?? '') ?? named;
      const overrides = all(node, 'lvlOverride');
      const levels = new Map([
        ...all(definition, 'lvl').map(levelOf),
        ...overrides.flatMap((override) => all(override, 'lvl').map(levelOf)),
      ]);
      const starts = new Map(
        overrides.flatMap((override) => {
          const start = at(override, 'startOverride');
          return start === undefined
            ? []
            : [[whole(override, 'ilvl', DEEPEST_LEVEL) ?? 0, whole(start, 'val') ?? 1] as const];
        }),
      );
      return [attribute(node, 'numId') ?? '', { definition: { id, levels }, starts }];
    }),
  );
}

function levelOf(node: XmlNode): readonly [number, Level] {
  const level: Level = {
    format: attribute(at(node, 'numFmt'), 'val') ?? 'decimal',
    pattern: attribute(at(node, 'lvlText'), 'val') ?? '',
    start: whole(at(node, 'start'), 'val') ?? 1,
    style: attribute(at(node, 'pStyle'), 'val'),
  };
  return [whole(node, 'ilvl', DEEPEST_LEVEL) ?? 0, level];
}
