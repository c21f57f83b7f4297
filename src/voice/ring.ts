/** Sound is kept in pieces of this size: small frames that are kept one by one cost the collector more than they are worth. */
const SLAB_BYTES = 16_384;

type Slab = { readonly bytes: Buffer; start: number; end: number };

/** A queue of sound that holds a bounded number of bytes: when it is full the oldest goes. What is pushed is copied. */
export type Ring = {
  readonly bytes: number;
  readonly isEmpty: boolean;
  push(frame: Uint8Array): void;
  /** The oldest sound, some hundred ms of it or what there is. */
  shift(): Uint8Array | undefined;
  /** All sound, oldest first, in pieces; the ring keeps it. */
  frames(): readonly Uint8Array[];
  /** Lets the oldest sound go until this much is left. */
  trim(maxBytes: number): void;
  clear(): void;
  /** Bytes of sound that went because the ring was full, since this was last asked. */
  takeDropped(): number;
};

/** `maxBytes` of sound, a multiple of a sample's two. */
export function createRing(maxBytes: number): Ring {
  let slabs: Slab[] = [];
  let bytes = 0;
  let dropped = 0;

  const roomy = (needed: number): Slab => {
    const last = slabs.at(-1);
    if (last !== undefined && last.end < last.bytes.length) return last;
    const slab = { bytes: Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, needed)), start: 0, end: 0 };
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

  const piece = ({ bytes: slab, start, end }: Slab): Uint8Array => slab.subarray(start, end);

  return {
    get bytes() {
      return bytes;
    },
    get isEmpty() {
      return bytes === 0;
    },
    push(frame) {
      for (let at = 0; at < frame.byteLength; ) {
        const slab = roomy(frame.byteLength - at);
        const taken = Math.min(frame.byteLength - at, slab.bytes.length - slab.end);
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
      const oldest = slabs.shift();
      if (oldest === undefined) return undefined;
      bytes -= oldest.end - oldest.start;
      return piece(oldest);
    },
    frames: () => slabs.map(piece),
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
