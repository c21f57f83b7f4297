import { cropped, inkProfile, type Picture, straightened, turned } from './ocr-picture.ts';
import { slantsOf } from './ocr-skew.ts';

/** How sure a reader is of what it read on a picture, 0–100, and how many letters that were. */
export type Trial = (picture: Picture) => Promise<{ readonly confidence: number; readonly letters: number }>;

/** A direction whose profile is livelier than the other's by this factor is the one that lines run in. */
const CLEAR = 1.3;
/** At this confidence the text stands upright, and no other turn is tried. */
const SURE = 75;
const MIN_LETTERS = 8;
/** Rows of a strip that is tried: a few lines of text at the resolution that is used. */
const STRIP_ROWS = 260;
const MARGIN = 12;

export type Upright = {
  readonly picture: Picture /** Quarter turns clockwise that it needed. */;
  readonly turn: number;
};

/** A picture with its text upright and its lines straight, found by their look and by reading a strip of it. */
export async function upright(picture: Picture, trial: Trial): Promise<Upright> {
  const { rows, columns } = slantsOf(picture);
  if (rows.liveliness + columns.liveliness === 0) return { picture, turn: 0 };
  const isClear = Math.max(rows.liveliness, columns.liveliness) > CLEAR * Math.min(rows.liveliness, columns.liveliness);
  const [first, second] = rows.liveliness >= columns.liveliness ? [rows, columns] : [columns, rows];
  const candidates = [first, ...(isClear ? [] : [second])].flatMap((slant) => {
    const straight = straightened(picture, slant.degrees);
    return (slant === rows ? [0, 2] : [1, 3]).map((turn) => ({ turn, straight }));
  });
  let best: Upright = { picture, turn: 0 };
  let most = -1;
  for (const { turn, straight } of candidates) {
    const candidate = { picture: turned(straight, turn), turn };
    const { confidence, letters } = await trial(strip(candidate.picture));
    if (confidence >= SURE && letters >= MIN_LETTERS) return candidate;
    const score = confidence * Math.min(letters, 40);
    if (score > most) [most, best] = [score, candidate];
  }
  return best;
}

/** The rows with the most lines of text. */
function strip(picture: Picture): Picture {
  const profile = inkProfile(picture);
  if (picture.height <= STRIP_ROWS + 2 * MARGIN) return picture;
  let [best, top, jumps] = [-1, 0, 0];
  const jump = (at: number): number => Math.abs((profile[at] ?? 0) - (profile[at - 1] ?? 0));
  for (let at = 1; at < profile.length; at++) {
    jumps += jump(at) - (at > STRIP_ROWS ? jump(at - STRIP_ROWS) : 0);
    if (jumps > best) [best, top] = [jumps, at - STRIP_ROWS];
  }
  return cropped(picture, top - MARGIN, Math.max(top, 0) + STRIP_ROWS + MARGIN);
}
