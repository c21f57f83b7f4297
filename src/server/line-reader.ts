const NEWLINE = 10;
/** Kept of a line that is too long: its id stands near the start or at the very end. */
const KEPT_BYTES = 256;

export type LineReaderOptions = {
  readonly maxBytes: number;
  readonly onLine: (line: string) => void;
  /** A line beyond the limit, thrown away while it arrived; only its first and last bytes are there. */
  readonly onTooLong: (head: string, tail: string) => void;
};

/** Splits chunks into lines in linear time and bounded memory, whatever the other side sends. */
export function createLineReader({ maxBytes, onLine, onTooLong }: LineReaderOptions): (chunk: Buffer) => void {
  let pieces: Buffer[] = [];
  let held = 0;
  let head: string | undefined;
  let tail: Buffer = Buffer.alloc(0);

  const hold = (piece: Buffer): void => {
    if (head !== undefined) {
      tail = Buffer.concat([tail, piece.subarray(-KEPT_BYTES)]).subarray(-KEPT_BYTES);
      return;
    }
    pieces.push(piece);
    held += piece.length;
    if (held <= maxBytes) return;
    const all = Buffer.concat(pieces);
    head = all.toString('utf8', 0, KEPT_BYTES);
    // Copied, or the slice would keep the whole line in memory.
    tail = Buffer.from(all.subarray(-KEPT_BYTES));
    pieces = [];
    held = 0;
  };

  const finish = (): void => {
    if (head !== undefined) {
      const start = head;
      head = undefined;
      onTooLong(start, tail.toString('utf8'));
      tail = Buffer.alloc(0);
      return;
    }
    const line = pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
    pieces = [];
    held = 0;
    const text = line.toString('utf8');
    if (text.trim() !== '') onLine(text);
  };

  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      hold(chunk.subarray(start, end));
      finish();
      start = end + 1;
    }
    if (start < chunk.length) hold(chunk.subarray(start));
  };
}
