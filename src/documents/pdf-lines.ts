/** A run of text where pdf.js found it. `transform[4]` and `[5]` are x and y in points, y upwards. */
export type PlacedText = {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly hasEOL: boolean;
  readonly dir: string;
};

/** A jump of more than this many line heights between two lines begins a paragraph. */
const PARAGRAPH_GAP = 1.6;
/** A gap wider than this share of the letter height is a space that the PDF does not spell out. */
const SPACE_GAP = 0.18;

/** `left` and `right` are the edges of the run that was added last. */
type Line = { text: string; y: number; height: number; left: number; right: number; dir: string };

/** The runs of a page as lines and paragraphs. The order of the content is kept: it is the reading order, columns included. */
export function pageText(items: readonly PlacedText[]): string {
  const lines: Line[] = [];
  let line: Line | undefined;
  for (const item of items) {
    const { str, width, hasEOL } = item;
    const x = item.transform[4] ?? 0;
    const y = item.transform[5] ?? 0;
    if (str.trim() !== '') {
      if (line === undefined || !isSameLine(line, item, x, y)) {
        line = { text: '', y, height: item.height, left: x, right: x, dir: item.dir };
        lines.push(line);
      } else if (needsSpace(line, item, x)) {
        line.text += ' ';
      }
      line.text += str;
      line.height = Math.max(line.height, item.height);
      line.dir = item.dir;
      line.left = x;
      line.right = x + width;
    } else if (str !== '' && line !== undefined && !line.text.endsWith(' ')) {
      line.text += ' ';
    }
    if (hasEOL && str !== '') line = undefined;
  }
  return joined(lines);
}

/** Superscripts and fractions stand a little higher than their line, never by a whole letter. */
function isSameLine(line: Line, item: PlacedText, x: number, y: number): boolean {
  const height = Math.max(line.height, item.height, 1);
  const isBackwards = item.dir !== 'rtl' && x + item.width < line.left - 4 * height;
  return Math.abs(line.y - y) < 0.6 * height && !isBackwards;
}

function needsSpace(line: Line, item: PlacedText, x: number): boolean {
  if (line.text.endsWith(' ') || item.str.startsWith(' ')) return false;
  // Where the script changes, pdf.js loses the space that the layout implies.
  if (line.dir !== item.dir) return true;
  // Right-to-left lines run leftwards, whatever the script of the run.
  const gap = x < line.left ? line.left - (x + item.width) : x - line.right;
  return gap > SPACE_GAP * Math.max(item.height, 1);
}

function joined(lines: readonly Line[]): string {
  let text = '';
  let above: Line | undefined;
  for (const line of lines) {
    if (above !== undefined) {
      const drop = above.y - line.y;
      text += drop < 0 || drop > PARAGRAPH_GAP * Math.max(above.height, line.height, 1) ? '\n\n' : '\n';
    }
    text += line.text.trim();
    above = line;
  }
  return text;
}
