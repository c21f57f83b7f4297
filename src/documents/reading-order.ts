/** Where a thing lies on its page. Any unit, from the top left. */
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** Finding the cuts takes time quadratic in their number; nobody reads a slide of so many things. */
const MAX_ITEMS = 500;

type Boxed = { readonly box: Box };

/**
 * Boxes in the order in which people read them: what stands above everything else first; where the rest falls apart into columns
 * that are further from each other than its rows are, column by column. Boxes that overlap stay in their order from the top.
 */
export function readingOrder<Item extends Boxed>(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items;
  if (items.length > MAX_ITEMS) return fromTheTop(items);
  const rows = apart(items, ({ box }) => [box.top, box.bottom]);
  const columns = apart(items, ({ box }) => [box.left, box.right]);
  if (columns.groups.length > 1 && (rows.groups.length === 1 || columns.gap > rows.gap)) {
    return columns.groups.flatMap(readingOrder);
  }
  const [first = [], ...rest] = rows.groups;
  if (rest.length > 0) return [...readingOrder(first), ...readingOrder(rest.flat())];
  return fromTheTop(items);
}

const fromTheTop = <Item extends Boxed>(items: readonly Item[]): readonly Item[] =>
  items.toSorted(({ box: one }, { box: other }) => one.top - other.top || one.left - other.left);

/**
 * Groups that do not overlap along one axis, and the widest gap between two of them. Edges that overlap by a tenth of the smaller
 * count as apart.
 */
function apart<Item>(items: readonly Item[], extentOf: (item: Item) => readonly [number, number]) {
  const sorted = items
    .map((item) => ({ item, extent: extentOf(item) }))
    .sort((one, other) => one.extent[0] - other.extent[0]);
  const groups: Item[][] = [];
  let end = 0;
  let size = 0;
  let gap = 0;
  for (const { item, extent } of sorted) {
    const [from, to] = extent;
    const group = groups.at(-1);
    if (group !== undefined && from < end - Math.min(size, to - from) / 10) group.push(item);
    else {
      if (group !== undefined) gap = Math.max(gap, from - end);
      groups.push([item]);
    }
    if (group === undefined || to > end) {
      end = to;
      size = to - from;
    }
  }
  return { groups, gap };
}
