/** Where a thing lies on its page. Any unit, from the top left. */
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/**
 * Boxes in the order in which people read them: cut where a horizontal gap goes through all of them, else where a vertical
 * one does (columns), and so on in each piece. Boxes that overlap stay in their order from the top.
 */
export function readingOrder<Item extends { readonly box: Box }>(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items;
  const rows = pieces(items, ({ box }) => [box.top, box.bottom]);
  if (rows.length > 1) return rows.flatMap(readingOrder);
  const columns = pieces(items, ({ box }) => [box.left, box.right]);
  if (columns.length > 1) return columns.flatMap(readingOrder);
  return items.toSorted(({ box: one }, { box: other }) => one.top - other.top || one.left - other.left);
}

/** Groups that do not overlap along one axis. Edges that touch, or overlap by a tenth of the smaller, count as apart. */
function pieces<Item>(items: readonly Item[], extent: (item: Item) => readonly [number, number]): readonly Item[][] {
  const sorted = items
    .map((item) => ({ item, extent: extent(item) }))
    .sort((one, other) => one.extent[0] - other.extent[0]);
  const groups: Item[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  let height = 0;
  for (const {
    item,
    extent: [from, to],
  } of sorted) {
    const tolerance = Math.min(height, to - from) / 10;
    const group = groups.at(-1);
    if (group !== undefined && from < end - tolerance) group.push(item);
    else {
      groups.push([item]);
      end = Number.NEGATIVE_INFINITY;
    }
    if (to > end) {
      end = to;
      height = to - from;
    }
  }
  return groups;
}
