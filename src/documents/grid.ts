/** HTML's own limits are 1,000 and 65,534; nobody reads tables of that size. */
const MAX_SPAN = 500;
const MAX_CELLS = 200_000;

export type Grid = {
  startRow(): void;
  /** Puts a cell into the next free place of the row. One that spans several stands in each of them. */
  add(text: string, width?: number, height?: number): void;
  /** The text above the next free place: what a cell that goes on from there says. */
  above(): string;
  /** Every row complete; holes are empty cells, and rows that only a span reached are not there. */
  rows(): readonly (readonly string[])[];
};

/** Builds the rows of a table whose cells may span columns and rows. Cells beyond a sensible number are dropped. */
export function createGrid(): Grid {
  const grid: string[][] = [];
  let row = -1;
  let column = 0;
  let cells = 0;
  const free = (): number => {
    while (grid[row]?.[column] !== undefined) column += 1;
    return column;
  };
  return {
    startRow() {
      row += 1;
      column = 0;
    },
    add(text, width, height) {
      const from = free();
      const [right, down] = [span(width), span(height)];
      for (let below = row; below < row + down; below++) {
        const target = grid[below] ?? [];
        grid[below] = target;
        for (let beside = from; beside < from + right; beside++) if (++cells <= MAX_CELLS) target[beside] = text;
      }
      column = from + right;
    },
    above: () => grid[row - 1]?.[free()] ?? '',
    rows: () => Array.from({ length: row + 1 }, (_, index) => Array.from(grid[index] ?? [], (cell) => cell ?? '')),
  };
}

const span = (value = 1): number => (Number.isInteger(value) && value >= 1 ? Math.min(value, MAX_SPAN) : 1);
