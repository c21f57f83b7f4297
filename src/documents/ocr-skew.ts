import { inkPoints, type Picture } from './ocr-picture.ts';

/** Degrees that a page may lie askew on the glass, and in which steps they are looked for: first coarse, then fine. */
const MOST = 8;
const [COARSE, FINE] = [0.5, 0.1];
/** Askew by less than this, lines are read as well. */
const LEAST = 0.3;
const RADIANS = Math.PI / 180;

export type Slant = {
  /** How clearly lines of text stand out in this direction. */
  readonly liveliness: number;
  /** Degrees clockwise that the picture has to be turned by to be straight. */
  readonly degrees: number;
};

/** How much lines stand out, and how far they are askew, if text runs along the rows or along the columns of a picture. */
export function slantsOf(picture: Picture): { readonly rows: Slant; readonly columns: Slant } {
  const { xs, ys } = inkPoints(picture);
  return { rows: slantOf(xs, ys, -1), columns: slantOf(ys, xs, 1) };
}

/** `sign` says which way a turn moves the points across the lines. */
function slantOf(along: Float32Array, across: Float32Array, sign: number): Slant {
  const straight = { degrees: 0, liveliness: liveliness(along, across, 0) };
  if (along.length === 0) return straight;
  const best = (from: Slant, reach: number, step: number): Slant => {
    let found = from;
    for (let degrees = from.degrees - reach; degrees <= from.degrees + reach + step / 2; degrees += step) {
      const value = liveliness(along, across, -sign * Math.tan(degrees * RADIANS));
      if (value > found.liveliness) found = { degrees, liveliness: value };
    }
    return found;
  };
  const found = best(best(straight, MOST, COARSE), COARSE, FINE);
  return Math.abs(found.degrees) < LEAST ? { ...found, degrees: 0 } : found;
}

/** Room for lines that a slant moves out of the picture, which has at most a thousand of them. */
const [ROOM, LINES] = [512, 2_048];

/** Lines of text with the gaps between them make a profile that jumps; across them it hardly does. */
function liveliness(along: Float32Array, across: Float32Array, slope: number): number {
  if (across.length === 0) return 0;
  const profile = new Int32Array(LINES);
  for (let at = 0; at < across.length; at++) {
    const line = Math.round((across[at] ?? 0) + slope * (along[at] ?? 0)) + ROOM;
    profile[line] = (profile[line] ?? 0) + 1;
  }
  let jumps = 0;
  for (let line = 1; line < LINES; line++) jumps += ((profile[line] ?? 0) - (profile[line - 1] ?? 0)) ** 2;
  return jumps / across.length ** 2;
}
