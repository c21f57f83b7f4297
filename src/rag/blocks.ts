/** A run of lines that belong together, and how it may be cut: prose by sentence, the others by line, row or item. */
export type Block = {
  readonly start: number;
  readonly end: number;
  readonly kind: 'prose' | 'heading' | 'list' | 'table' | 'code';
  /** Nothing stands between it and the block before: a list under the line that announces it. */
  readonly isJoined: boolean;
  readonly heading?: { readonly level: number; readonly text: string };
  /** A table's first row, without which the others cannot be read. */
  readonly header?: string;
};

const HEADING = /^(#{1,6})\s+(.+?)\s*#*\s*$/u;
const UNDERLINE = /^(?:={3,}|-{3,})\s*$/u;
const FENCE = /^\s*(?:```|~~~)/u;
const ROW = /^\s*\|/u;
const RULE = /^\s*\|?[\s:|-]*-[\s:|-]*$/u;
const ITEM = /^\s*(?:[-*+•]\s|\d{1,3}[.)]\s)/u;
/** A line as programs, markup and data have it: ended by a bracket or mark, indented, or a comment. */
const CODE_LINE = /(?:[{}()[\];,>:=\\]\s*$)|^(?:\s{2,}|\t)\S|^\s*(?:\/\/|\/\*|\*|#!|#\s|--\s)/u;
const CODE_SAMPLE = 200;
const CODE_SHARE = 0.6;

type Line = { readonly text: string; readonly start: number; readonly end: number };

/** Cuts a part of a text at blank lines, headings, fences, and where lists and tables begin. */
export function blocksOf(text: string, from: number, to: number): readonly Block[] {
  const lines = linesOf(text, from, to);
  return isCode(lines) ? codeBlocks(lines) : markedBlocks(lines);
}

function linesOf(text: string, from: number, to: number): readonly Line[] {
  const lines: Line[] = [];
  for (let at = from; at < to; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 || newline >= to ? to : newline;
    lines.push({ text: text.slice(at, end), start: at, end });
    at = end + 1;
  }
  return lines;
}

/** Source code and data have no sentences. Judged by the beginning; Markdown with code in it has fences, and prose. */
function isCode(lines: readonly Line[]): boolean {
  const sample = lines.filter(({ text }) => text.trim() !== '').slice(0, CODE_SAMPLE);
  if (sample.length < 3 || sample.some(({ text }) => FENCE.test(text) || HEADING.test(text) || ROW.test(text)))
    return false;
  const code = sample.filter(({ text }) => text.length < 300 && CODE_LINE.test(text) && !ITEM.test(text)).length;
  return code >= sample.length * CODE_SHARE;
}

/** Blank lines part code; those before an indented line stand within a function. */
function codeBlocks(lines: readonly Line[]): readonly Block[] {
  const blocks: Block[] = [];
  let isAfterBlank = true;
  for (const { text, start, end } of lines) {
    const last = blocks.at(-1);
    if (text.trim() === '') isAfterBlank = true;
    else {
      if (last === undefined || isAfterBlank) {
        blocks.push({ start, end, kind: 'code', isJoined: last !== undefined && /^\s/u.test(text) });
      } else blocks[blocks.length - 1] = { ...last, end };
      isAfterBlank = false;
    }
  }
  return blocks;
}

function markedBlocks(lines: readonly Line[]): readonly Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let isAfterBlank = true;
  const close = () => {
    if (open !== undefined) blocks.push(open);
    open = undefined;
  };
  const begin = (line: Line, kind: Block['kind'], rest: Partial<Block> = {}) => {
    close();
    open = { start: line.start, end: line.end, kind, isJoined: !isAfterBlank, ...rest };
    isAfterBlank = false;
  };
  for (const [index, line] of lines.entries()) {
    const heading = HEADING.exec(line.text);
    const isFence = FENCE.test(line.text);
    if (open?.kind === 'code') {
      open = { ...open, end: line.end };
      if (isFence) close();
    } else if (isFence) begin(line, 'code');
    else if (line.text.trim() === '') {
      close();
      isAfterBlank = true;
    } else if (heading?.[1] !== undefined && heading[2] !== undefined) {
      begin(line, 'heading', { heading: { level: heading[1].length, text: heading[2] } });
      close();
      isAfterBlank = true;
    } else if (
      open?.kind === 'prose' &&
      open.end === lines[index - 1]?.end &&
      isUnderline(line, open, lines[index - 1])
    ) {
      const level = line.text.startsWith('=') ? 1 : 2;
      open = {
        ...open,
        end: line.end,
        kind: 'heading',
        heading: { level, text: (lines[index - 1]?.text ?? '').trim() },
      };
      close();
      isAfterBlank = true;
    } else {
      const kind = kindOf(line, open);
      if (open?.kind === kind) open = { ...open, end: line.end };
      else
        begin(
          line,
          kind,
          kind === 'table' && RULE.test(lines[index + 1]?.text ?? '') ? { header: line.text.trim() } : {},
        );
    }
  }
  close();
  return blocks;
}

/** A line of marks under a paragraph of one line makes it a heading. */
const isUnderline = (line: Line, open: Block, before: Line | undefined): boolean =>
  UNDERLINE.test(line.text) && open.start === before?.start;

function kindOf({ text }: Line, open: Block | undefined): Block['kind'] {
  if (ROW.test(text)) return 'table';
  // Whatever follows an item without a blank line goes on with it.
  return ITEM.test(text) || open?.kind === 'list' ? 'list' : 'prose';
}

/** Whether a line begins an item of a list. */
export const startsItem = (line: string): boolean => ITEM.test(line);
