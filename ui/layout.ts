/** A place in a drawing of width and height 1. */
export type Point = { readonly x: number; readonly y: number };

type Spring = { readonly from: number; readonly to: number; readonly weight: number };

const STEPS = 220;
const MARGIN = 0.06;

/**
 * Places for nodes that push each other off and are drawn together by springs, the first held in the middle. The same
 * graph always lies the same way: it starts from a spiral, not from chance.
 */
export function layOut(count: number, springs: readonly Spring[]): readonly Point[] {
  const points = Array.from({ length: count }, (_, index) => {
    const angle = index * 2.399963;
    const radius = count < 2 ? 0 : 0.42 * Math.sqrt(index / (count - 1));
    return { x: 0.5 + radius * Math.cos(angle), y: 0.5 + radius * Math.sin(angle) };
  });
  const ideal = 0.85 / Math.sqrt(Math.max(1, count));
  const heaviest = Math.max(1, ...springs.map(({ weight }) => weight));
  for (let step = 0; step < STEPS; step++) {
    const heat = 0.08 * (1 - step / STEPS);
    const pushes = points.map(() => ({ x: 0, y: 0 }));
    const push = (index: number, x: number, y: number): void => {
      const sum = pushes[index];
      if (sum !== undefined) [sum.x, sum.y] = [sum.x + x, sum.y + y];
    };
    for (const [one, left] of points.entries()) {
      for (const [other, right] of points.entries()) {
        if (one >= other) continue;
        const [x, y] = [left.x - right.x, left.y - right.y];
        const distance = Math.max(0.01, Math.hypot(x, y));
        const force = (ideal * ideal) / (distance * distance);
        push(one, x * force, y * force);
        push(other, -x * force, -y * force);
      }
    }
    for (const { from, to, weight } of springs) {
      const [left, right] = [points[from], points[to]];
      if (left === undefined || right === undefined) continue;
      const [x, y] = [left.x - right.x, left.y - right.y];
      const force = (Math.hypot(x, y) / ideal) * (0.3 + (0.7 * weight) / heaviest);
      push(from, -x * force, -y * force);
      push(to, x * force, y * force);
    }
    for (const [index, point] of points.entries()) {
      const { x, y } = pushes[index] ?? { x: 0, y: 0 };
      const length = Math.max(1e-6, Math.hypot(x, y));
      const go = index === 0 ? 0 : Math.min(length, heat) / length;
      [point.x, point.y] = [inside(point.x + x * go), inside(point.y + y * go)];
    }
  }
  return points;
}

type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** Which of the labels can be written without lying on one before it. */
export function readable(labels: readonly Box[]): readonly boolean[] {
  const written: Box[] = [];
  return labels.map((label) => {
    const isFree = written.every(
      ({ left, right, top, bottom }) =>
        label.left > right || label.right < left || label.top > bottom || label.bottom < top,
    );
    if (isFree) written.push(label);
    return isFree;
  });
}

const inside = (value: number): number => Math.min(1 - MARGIN, Math.max(MARGIN, value));
