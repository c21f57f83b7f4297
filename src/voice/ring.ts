/** Frames are kept so many together: each for itself, they cost the collector more than they are worth. */
const FRAMES_A_SLAB = 16;

/** Slabs that nobody uses, by size: memory that comes and goes would keep the collector marking. */
const spare = new Map<number, Buffer[]>();
const MOST_SPARE = 2_048;

function slabOf(size: number): Buffer {
  return spare.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
}

function giveBack(slab: Buffer): void {
  const free = spare.get(slab.length) ?? [];
  spare.set(slab.length, free);
  if (free.length < MOST_SPARE) free.push(slab);
}

type Slab = { readonly bytes: Buffer; start: number; end: number };

/** A queue of sound that holds a bounded number of bytes: when it is full the oldest goes. What is pushed is copied. */
export type Ring = {
  bytes(): number;
  isEmpty(): boolean;
  push(frame: Uint8Array): void;
  /** The oldest frame, which the taker may keep; a shorter one where sound was trimmed or ends. */
  shift(): Uint8Array | undefined;
  /** All sound, oldest first, in pieces of any size, which are good until the ring changes. */
  pieces(): readonly Uint8Array[];
  /** Lets the oldest sound go until this much is left. */
  trim(maxBytes: number): void;
  clear(): void;
  /** Bytes of sound that went because the ring was full, since this was last asked. */
  takeDropped(): number;
};

/** `maxBytes` of sound, which comes out in frames of `frameBytes`; both even. */
export function createRing(frameBytes: number, maxBytes = Number.POSITIVE_INFINITY): Ring {
  const slabBytes = frameBytes * FRAMES_A_SLAB;
  let slabs: Slab[] = [];
  let bytes = 0;
  let dropped = 0;

  const roomy = (): Slab => {
    const last = slabs.at(-1);
    if (last !== undefined && last.end < slabBytes) return last;
    const slab = { bytes: slabOf(slabBytes), start: 0, end: 0 };
    slabs.push(slab);
    return slab;
  };

  const trim = (most: number): void => {
    while (bytes > most) {
      const [oldest] = slabs;
      if (oldest === undefined) return;
      const gone = Math.min(bytes - most, oldest.end - oldest.start);
      oldest.start += gone;
      bytes -= gone;
      if (oldest.start < oldest.end) return;
      slabs.shift();
      giveBack(oldest.bytes);
    }
  };

  return {
    bytes() {
      return bytes;
    },
    isEmpty() {
      return bytes === 0;
    },
    push(frame) {
      for (let at = 0; at < frame.byteLength; ) {
        const slab = roomy();
        const taken = Math.min(frame.byteLength - at, slabBytes - slab.end);
        slab.bytes.set(at === 0 && taken === frame.byteLength ? frame : frame.subarray(at, at + taken), slab.end);
        slab.end += taken;
        bytes += taken;
        at += taken;
      }
      if (bytes <= maxBytes) return;
      dropped += bytes - maxBytes;
      trim(maxBytes);
    },
    shift() {
      const [oldest] = slabs;
      if (oldest === undefined) return undefined;
      const frame = Buffer.from(oldest.bytes.subarray(oldest.start, Math.min(oldest.start + frameBytes, oldest.end)));
      trim(bytes - frame.byteLength);
      return frame;
    },
    pieces: () => slabs.map(({ bytes: slab, start, end }) => slab.subarray(start, end)),
    trim,
    clear() {
      for (const { bytes: slab } of slabs) giveBack(slab);
      slabs = [];
      bytes = 0;
    },
    takeDropped() {
      const taken = dropped;
      dropped = 0;
      return taken;
    },
  };
}
