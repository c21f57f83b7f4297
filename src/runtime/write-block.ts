/** Goes to the disk at a time, or comes from it: each costs a visit to another thread, whatever its size. */
const BLOCK_BYTES = 131_072;
/** As much as may be in memory of a file at once: twenty seconds of speech. */
export const WHOLE_BYTES = 1_048_576;

export type Block = Buffer<ArrayBuffer>;

/** Memory that nobody uses: sound comes without end, and what comes and goes with it would keep the collector marking. */
function createShelf(bytes: number, most: number) {
  const spare: Block[] = [];
  const take = (): Block => spare.pop() ?? Buffer.allocUnsafeSlow(bytes);
  const giveBack = (block: Block): void => {
    if (spare.length < most) spare.push(block);
  };
  return {
    take,
    giveBack,
    /** Lends a block for as long as the work takes. */
    async lend<T>(work: (block: Block) => Promise<T>): Promise<T> {
      const block = take();
      try {
        return await work(block);
      } finally {
        giveBack(block);
      }
    },
  };
}

const blocks = createShelf(BLOCK_BYTES, 128);
export const withBlock = blocks.lend;
export const withWhole = createShelf(WHOLE_BYTES, 4).lend;

/** Small pieces together, so that they are written as few large ones. What is pushed is copied. */
export type WriteBlock = {
  push(chunk: Uint8Array): void;
  /** Gives away what there is of a block. */
  flush(): void;
};

/** `onFull` is given each block that is full, and calls `free` when it has been written. */
export function createWriteBlock(onFull: (bytes: Uint8Array, free: () => void) => void): WriteBlock {
  let block: Block | undefined;
  let filled = 0;

  const flush = (): void => {
    const full = block;
    if (full === undefined) return;
    const bytes = full.subarray(0, filled);
    block = undefined;
    filled = 0;
    onFull(bytes, () => blocks.giveBack(full));
  };

  return {
    push(chunk) {
      if (chunk.byteLength >= BLOCK_BYTES) {
        flush();
        onFull(new Uint8Array(chunk), () => {});
        return;
      }
      for (let at = 0; at < chunk.byteLength; ) {
        block ??= blocks.take();
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
