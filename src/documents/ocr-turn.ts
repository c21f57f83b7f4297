import { cropped, inkProfile, type Picture, turned } from './ocr-picture.ts';

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

/** The quarter turns clockwise that make the text of a picture upright, found by reading a strip of it. */
export async function uprightTurn(picture: Picture, trial: Trial): Promise<number> {
  const rows = liveliness(inkProfile(picture, true));
  const columns = liveliness(inkProfile(picture, false));
  if (rows + columns === 0) return 0;
  const candidates = rows > CLEAR * columns ? [0, 2] : columns > CLEAR * rows ? [1, 3] : [0, 1, 3, 2];
  let [best, turn] = [-1, candidates[0] ?? 0];
  for (const candidate of candidates) {
    const { confidence, letters } = await trial(strip(turned(picture, candidate)));
    if (confidence >= SURE && letters >= MIN_LETTERS) return candidate;
    const score = confidence * Math.min(letters, 40);
    if (score > best) [best, turn] = [score, candidate];
  }
  return turn;
}

/** Lines of text with the gaps between them make a profile that jumps; across them it hardly does. */
function liveliness(profile: Float64Array): number {
  let [jumps, sum] = [0, 0];
  for (let at = 1; at < profile.length; at++) {
    jumps += ((profile[at] ?? 0) - (profile[at - 1] ?? 0)) ** 2;
    sum += profile[at] ?? 0;
  }
  return sum === 0 ? 0 : (jumps * profile.length) / (sum * sum);
}

/** The rows with the most lines of text. */
function strip(picture: Picture): Picture {
  const profile = inkProfile(picture, true);
  if (picture.height <= STRIP_ROWS + 2 * MARGIN) return picture;
  let [best, top, jumps] = [-1, 0, 0];
  const jump = (at: number): number => Math.abs((profile[at] ?? 0) - (profile[at - 1] ?? 0));
  for (let at = 1; at < profile.length; at++) {
    jumps += jump(at) - (at > STRIP_ROWS ? jump(at - STRIP_ROWS) : 0);
    if (jumps > best) [best, top] = [jumps, at - STRIP_ROWS];
  }
  return cropped(picture, top - MARGIN, Math.max(top, 0) + STRIP_ROWS + MARGIN);
}
