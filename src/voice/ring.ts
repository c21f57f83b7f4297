/** Frames are kept so many together: each for itself, they cost the collector more than they are worth. */
const FRAMES_A_SLAB = 16;

type Slab = { readonly bytes: Buffer; start: number; end: number };

/** A queue of sound that holds a bounded number of bytes: when it is full the oldest goes. What is pushed is copied. */
export type Ring = {
  bytes(): number;
  isEmpty(): boolean;
  push(frame: Uint8Array): void;
  /** The oldest frame; a shorter one where sound was trimmed or ends. */
  shift(): Uint8Array | undefined;
  /** All sound, oldest first, in pieces of any size; the ring keeps it. */
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
    const slab = { bytes: Buffer.allocUnsafeSlow(slabBytes), start: 0, end: 0 };
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
      if (oldest.start === oldest.end) slabs.shift();
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
      const frame = oldest.bytes.subarray(oldest.start, Math.min(oldest.start + frameBytes, oldest.end));
      trim(bytes - frame.byteLength);
      return frame;
    },
    pieces: () => slabs.map(({ bytes: slab, start, end }) => slab.subarray(start, end)),
    trim,
    clear() {
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
