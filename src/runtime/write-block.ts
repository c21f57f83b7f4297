/** Goes to the disk at a time, or comes from it: each costs a visit to another thread, whatever its size. */
const BLOCK_BYTES = 131_072;

/** Blocks that nobody uses: sound comes without end, and memory that comes and goes with it would keep the collector marking. */
const spare: Buffer[] = [];
const MOST_SPARE = 128;

const take = (): Buffer => spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
const giveBack = (block: Buffer): void => {
  if (spare.length < MOST_SPARE) spare.push(block);
};

/** Lends a block for as long as the work takes. */
export async function withBlock(work: (block: Buffer) => Promise<void>): Promise<void> {
  const block = take();
  try {
    await work(block);
  } finally {
    giveBack(block);
  }
}

/** Small pieces together, so that they are written as few large ones. What is pushed is copied. */
export type WriteBlock = {
  push(chunk: Uint8Array): void;
  /** Gives away what there is of a block. */
  flush(): void;
};

/** `onFull` is given each block that is full, and calls `free` when it has been written. */
export function createWriteBlock(onFull: (bytes: Uint8Array, free: () => void) => void): WriteBlock {
  let block: Buffer | undefined;
  let filled = 0;

  const flush = (): void => {
    const full = block;
    if (full === undefined) return;
    const bytes = full.subarray(0, filled);
    block = undefined;
    filled = 0;
    onFull(bytes, () => giveBack(full));
  };

  return {
    push(chunk) {
      if (chunk.byteLength >= BLOCK_BYTES) {
        flush();
        onFull(new Uint8Array(chunk), () => {});
        return;
      }
      for (let at = 0; at < chunk.byteLength; ) {
        block ??= take();
        const taken = Math.min(chunk.byteLength - at, BLOCK_BYTES - filled);
        block.set(taken === chunk.byteLength ? chunk : chunk.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled === BLOCK_BYTES) flush();
      }
    },
    flush,
  };
}
