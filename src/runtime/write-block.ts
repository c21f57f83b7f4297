/** Goes to the disk at a time: each write costs a visit to another thread, whatever its size. */
const BLOCK_BYTES = 65_536;

/** Blocks that nobody uses: sound comes without end, and memory that comes and goes with it would keep the collector marking. */
const spare: Buffer[] = [];
const MOST_SPARE = 256;

/** Small pieces together, so that they are written as few large ones. What is pushed is copied. */
export type WriteBlock = {
  /** Gives each block that is full to `onFull`, which calls `free` when it has been written. */
  push(chunk: Uint8Array): void;
  /** Gives what there is of a block. */
  flush(): void;
};

export function createWriteBlock(onFull: (bytes: Uint8Array, free: () => void) => void): WriteBlock {
  let block: Buffer | undefined;
  let filled = 0;

  const flush = (): void => {
    const full = block;
    if (full === undefined) return;
    block = undefined;
    onFull(full.subarray(0, filled), () => {
      if (spare.length < MOST_SPARE) spare.push(full);
    });
    filled = 0;
  };

  return {
    push(chunk) {
      if (chunk.byteLength >= BLOCK_BYTES) {
        flush();
        onFull(new Uint8Array(chunk), () => {});
        return;
      }
      for (let at = 0; at < chunk.byteLength; ) {
        block ??= spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
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
