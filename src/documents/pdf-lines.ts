import type { Run } from './pdf-run.ts';

/** Runs on one line that no wide gap parts: a phrase, a cell, a line of a column. */
export type Segment = {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly v: number;
  readonly height: number;
  readonly isRtl: boolean;
  readonly isBold: boolean;
  readonly order: number;
  readonly runs: readonly Run[];
};

/** The segments of one line, from left to right. */
export type Line = { readonly v: number; readonly height: number; readonly segments: readonly Segment[] };

/** A gap wider than this share of the letter height is a space that the PDF does not spell out. */
const SPACE_GAP = 0.18;
/** A gap wider than this parts two segments. */
const SEGMENT_GAP = 0.8;
/** How much of a letter stands above and below its baseline. */
const ABOVE = 0.75;
const BELOW = 0.2;
/** Letters more than this many times larger than their neighbours (initials) do not belong to one line by overlapping. */
const MAX_RATIO = 2.2;

/** Dots that lead the eye to a page number. */
const LEADERS = /(?:\s?\.){5,}/gu;

type Growing = { v: number; height: number; readonly runs: Run[] };

/** Runs as lines, from top to bottom. */
export function linesOf(runs: readonly Run[]): readonly Line[] {
  const lines: Growing[] = [];
  for (const run of [...runs].sort((one, other) => one.v - other.v || one.left - other.left)) {
    const line = lines.slice(-4).findLast((candidate) => isOnLine(candidate, run));
    if (line === undefined) lines.push({ v: run.v, height: run.height, runs: [run] });
    else {
      line.runs.push(run);
      // The larger letters say where the line is; an exponent does not.
      if (run.height > line.height) Object.assign(line, { v: run.v, height: run.height });
    }
  }
  return lines
    .sort((one, other) => one.v - other.v)
    .map(({ v, height, runs: own }) => ({ v, height, segments: segmentsOf(own, v) }));
}

function isOnLine(line: Growing, run: Run): boolean {
  const small = Math.min(line.height, run.height);
  if (Math.max(line.height, run.height) > MAX_RATIO * small) return Math.abs(line.v - run.v) < 0.3 * small;
  const overlap =
    Math.min(line.v + BELOW * line.height, run.v + BELOW * run.height) -
    Math.max(line.v - ABOVE * line.height, run.v - ABOVE * run.height);
  return overlap > 0.5 * (ABOVE + BELOW) * small;
}

function segmentsOf(runs: readonly Run[], v: number): readonly Segment[] {
  const groups: Run[][] = [];
  let right = Number.NEGATIVE_INFINITY;
  let height = 0;
  for (const run of [...runs].sort((one, other) => one.left - other.left)) {
    const group = groups.at(-1);
    if (group === undefined || run.left - right > SEGMENT_GAP * Math.max(height, run.height)) groups.push([run]);
    else group.push(run);
    right = Math.max(right, run.right);
    height = run.height;
  }
  return groups.map((group) => segmentOf(group, v));
}

function segmentOf(runs: readonly Run[], v: number): Segment {
  const letters = (isCounted: (run: Run) => boolean): number =>
    runs.reduce((sum, run) => sum + (isCounted(run) ? run.text.length : 0), 0);
  const isRtl = letters((run) => run.isRtl) * 2 > letters(() => true);
  return {
    text: phrase(isRtl ? rightToLeft(runs) : runs),
    left: Math.min(...runs.map((run) => run.left)),
    right: Math.max(...runs.map((run) => run.right)),
    v,
    height: Math.max(...runs.map((run) => run.height)),
    isRtl,
    isBold: runs.every((run) => run.isBold),
    order: Math.min(...runs.map((run) => run.order)),
    runs,
  };
}

/** Runs from the right to the left, but Latin words and numbers among them in their own direction. */
function rightToLeft(visual: readonly Run[]): readonly Run[] {
  const runs = visual.map(inRtl);
  const groups: Run[][] = [];
  for (const run of runs) {
    const group = groups.at(-1);
    if (group === undefined || run.isRtl || group[0]?.isRtl) groups.push([run]);
    else group.push(run);
  }
  return groups.reverse().flat();
}

const MARKS = /^[^\p{L}\p{N}]+$/u;
/** What ends a sentence stands left of its last word, whatever that word is written in. */
const LEADING_MARK = /^([.,;:!?…،؛؟]+)(\S.*)$/su;
const MIRRORED = new Map(
  [...'()', ...'[]', ...'{}', ...'<>', ...'«»'].map((mark, index, all) => [mark, all[index ^ 1]]),
);

/** A run among words from the right to the left: its marks belong to them, and brackets are drawn the other way round. */
function inRtl(run: Run, index: number): Run {
  if (!run.isRtl && MARKS.test(run.text)) {
    const text = [...run.text].reverse().map((mark) => MIRRORED.get(mark) ?? mark);
    return { ...run, isRtl: true, text: text.join('') };
  }
  const [, mark, rest] = index === 0 && !run.isRtl ? (LEADING_MARK.exec(run.text) ?? []) : [];
  return mark === undefined ? run : { ...run, text: `${rest}${mark}` };
}

function phrase(runs: readonly Run[]): string {
  let text = '';
  let previous: Run | undefined;
  for (const run of runs) {
    if (previous !== undefined && needsSpace(previous, run) && !/\s$/u.test(text) && !/^\s/u.test(run.text))
      text += ' ';
    text += run.text;
    previous = run;
  }
  return text.replaceAll(LEADERS, ' ...').replaceAll(/\s+/gu, ' ').trim();
}

function needsSpace(previous: Run, run: Run): boolean {
  // Where the script changes, pdf.js loses the space that the layout implies.
  if (previous.isRtl !== run.isRtl) return true;
  const gap = run.left < previous.left ? previous.left - run.right : run.left - previous.right;
  return gap > SPACE_GAP * Math.min(previous.height, run.height);
}

/** A line as text, its segments in reading order. */
export function lineText({ segments }: Line): string {
  const isRtl = segments.filter((segment) => segment.isRtl).length * 2 > segments.length;
  return (isRtl ? [...segments].reverse() : segments).map(({ text }) => text).join(' ');
}
