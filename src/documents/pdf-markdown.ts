import { markdownTable } from './parsed.ts';
import type { Block } from './pdf-layout.ts';

/** Letters this much larger than those of most of the document are a heading. */
const HEADING = 1.15;
const MAX_LEVEL = 4;
const MAX_HEADING = { lines: 3, letters: 200, boldLetters: 90 };

/** How headings of a document are told from its text. */
export type Sizes = { readonly body: number; readonly headings: readonly number[] };

type Text = Extract<Block, { kind: 'text' }>;

const rounded = (size: number): number => Math.round(size * 2) / 2;
const lettersIn = ({ lines }: Text): number => lines.reduce((sum, line) => sum + line.length, 0);

/** The letter height of most of the text, and the larger ones that headings have, largest first. */
export function sizesIn(blocks: Iterable<Block>): Sizes {
  const letters = new Map<number, number>();
  const texts = [...blocks].filter((block) => block.kind === 'text');
  for (const text of texts) letters.set(rounded(text.size), (letters.get(rounded(text.size)) ?? 0) + lettersIn(text));
  const body = [...letters].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
  const large = texts.filter((text) => isHeadingLike(text) && text.size >= HEADING * body);
  return { body, headings: [...new Set(large.map(({ size }) => rounded(size)))].sort((one, other) => other - one) };
}

const isHeadingLike = (text: Text): boolean =>
  text.lines.length <= MAX_HEADING.lines &&
  lettersIn(text) <= MAX_HEADING.letters &&
  /\p{L}/u.test(text.lines.join('')) &&
  !/[.;,]$/u.test(text.lines.at(-1) ?? '');

/** A page as Markdown. */
export const pageMarkdown = (blocks: readonly Block[], sizes: Sizes): string =>
  blocks.map((block) => (block.kind === 'table' ? markdownTable(block.rows) : textMarkdown(block, sizes))).join('\n\n');

function textMarkdown(text: Text, { body, headings }: Sizes): string {
  if (isHeadingLike(text)) {
    const level = text.size >= HEADING * body ? headings.indexOf(rounded(text.size)) + 1 : 0;
    if (level > 0) return heading(text, level);
    const isShort = text.lines.length === 1 && lettersIn(text) <= MAX_HEADING.boldLetters;
    if (text.isBold && isShort && !text.lines[0]?.endsWith(':')) return heading(text, headings.length + 1);
  }
  return unhyphenated(text.lines).join('\n');
}

const heading = ({ lines }: Text, level: number): string =>
  `${'#'.repeat(Math.min(level, MAX_LEVEL))} ${lines.join(' ')}`;

const BROKEN = /(\p{L}+)[-\u00AD\u2010]$/u;

/** Words that a line end broke are made whole again; a hyphen stays where the text has that word with one elsewhere. */
function unhyphenated(lines: readonly string[]): readonly string[] {
  const whole = lines.join('\n').toLowerCase();
  const result: string[] = [];
  for (const line of lines) {
    const above = result.at(-1);
    const start = above === undefined ? undefined : BROKEN.exec(above);
    const rest = /^\p{Ll}+\S*/u.exec(line)?.[0];
    if (above === undefined || !start || rest === undefined) {
      result.push(line);
      continue;
    }
    const compound = `${start[1]}-${/^\p{L}+/u.exec(rest)?.[0]}`.toLowerCase();
    result[result.length - 1] = `${whole.includes(compound) ? above : above.slice(0, -1)}${rest}`;
    const remaining = line.slice(rest.length).trimStart();
    if (remaining !== '') result.push(remaining);
  }
  return result;
}
