import type { Block } from './compose.ts';
import { createGrid, type Grid } from './grid.ts';

/** Collects the paragraphs and tables of one part of an RTF file. */
export type RtfBlocks = {
  text(text: string): void;
  control(word: string, value: number | undefined): void;
  endParagraph(): void;
  /** The name of a paragraph style: `heading 2` makes headings. */
  nameStyle(style: number, name: string): void;
  blocks(): readonly Block[];
};

type Cell = { readonly goesOnFromAbove: boolean; readonly goesOnFromLeft: boolean };

export function createRtfBlocks(): RtfBlocks {
  const blocks: Block[] = [];
  const headings = new Map<number, number>();
  let paragraph = '';
  let heading: number | undefined;
  let grid: Grid | undefined;
  let cells: string[] = [];
  let cell = '';
  let layout: Cell[] = [];
  let next: Cell = { goesOnFromAbove: false, goesOnFromLeft: false };
  let isInTable = false;

  const endTable = () => {
    if (grid !== undefined) blocks.push({ rows: grid.rows() });
    grid = undefined;
  };
  const endParagraph = () => {
    const text = paragraph.trim();
    paragraph = '';
    if (isInTable) {
      cell = `${cell} ${text}`.trim();
      return;
    }
    if (text === '') return;
    endTable();
    blocks.push(heading === undefined ? text : `${'#'.repeat(heading)} ${text.replaceAll(/\s+/gu, ' ')}`);
  };
  const endRow = () => {
    if (cells.length === 0) return;
    grid ??= createGrid();
    grid.startRow();
    cells.forEach((text, index) => {
      if (layout[index]?.goesOnFromAbove) grid?.add(grid.above());
      else grid?.add(layout[index]?.goesOnFromLeft ? (cells[index - 1] ?? '') : text);
    });
    cells = [];
  };

  const controls: ReadonlyMap<string, (value: number | undefined) => void> = new Map(
    Object.entries({
      par: endParagraph,
      sect: endParagraph,
      page: endParagraph,
      pard() {
        heading = undefined;
        isInTable = false;
      },
      intbl() {
        isInTable = true;
      },
      s(value: number | undefined) {
        heading = value === undefined ? undefined : headings.get(value);
      },
      outlinelevel(value: number | undefined) {
        if (value !== undefined && value >= 0 && value < 9) heading = Math.min(6, value + 1);
      },
      trowd() {
        layout = [];
        next = { goesOnFromAbove: false, goesOnFromLeft: false };
      },
      clvmrg() {
        next = { ...next, goesOnFromAbove: true };
      },
      clmrg() {
        next = { ...next, goesOnFromLeft: true };
      },
      cellx() {
        layout.push(next);
        next = { goesOnFromAbove: false, goesOnFromLeft: false };
      },
      cell() {
        // A cell is one even where nothing said that it is in a table.
        isInTable = true;
        endParagraph();
        cells.push(cell);
        cell = '';
      },
      nestcell() {
        endParagraph();
      },
      row() {
        endRow();
        isInTable = false;
      },
    }),
  );

  return {
    text(text) {
      paragraph += text;
    },
    control: (word, value) => controls.get(word)?.(value),
    endParagraph,
    nameStyle(style, name) {
      const level = /^heading ([1-9])/iu.exec(name.trim())?.[1];
      if (level !== undefined) headings.set(style, Math.min(6, Number(level)));
      else if (/^title;?$/iu.test(name.trim())) headings.set(style, 1);
    },
    blocks() {
      isInTable = false;
      if (cell !== '' || cells.length > 0) {
        cells.push(`${cell} ${paragraph}`.trim());
        paragraph = '';
        endRow();
      }
      endParagraph();
      endTable();
      return blocks;
    },
  };
}
