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
export class Ring {
  readonly #frameBytes: number;
  readonly #maxBytes: number;
  #slabs: Slab[] = [];
  /** The last of the slabs, at hand for each frame. */
  #last: Slab | undefined;
  #bytes = 0;
  #dropped = 0;

  /** `maxBytes` of sound, which comes out in frames of `frameBytes`; both even. */
  constructor(frameBytes: number, maxBytes = Number.POSITIVE_INFINITY) {
    this.#frameBytes = frameBytes;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(frame: Uint8Array): void {
    const slabBytes = this.#frameBytes * FRAMES_A_SLAB;
    for (let at = 0; at < frame.byteLength; ) {
      const slab = this.#last !== undefined && this.#last.end < slabBytes ? this.#last : this.#append(slabBytes);
      const taken = Math.min(frame.byteLength - at, slabBytes - slab.end);
      slab.bytes.set(at === 0 && taken === frame.byteLength ? frame : frame.subarray(at, at + taken), slab.end);
      slab.end += taken;
      this.#bytes += taken;
      at += taken;
    }
    if (this.#bytes <= this.#maxBytes) return;
    this.#dropped += this.#bytes - this.#maxBytes;
    this.trim(this.#maxBytes);
  }

  /** The oldest frame, which the taker may keep; a shorter one where sound was trimmed or ends. */
  shift(): Uint8Array | undefined {
    const [oldest] = this.#slabs;
    if (oldest === undefined) return undefined;
    const { bytes, start, end } = oldest;
    const frame = Buffer.from(bytes.subarray(start, Math.min(start + this.#frameBytes, end)));
    this.trim(this.#bytes - frame.byteLength);
    return frame;
  }

  /** All sound, oldest first, in pieces of any size, which are good until the ring changes. */
  pieces(): readonly Uint8Array[] {
    return this.#slabs.map(({ bytes, start, end }) => bytes.subarray(start, end));
  }

  /** Lets the oldest sound go until this much is left. */
  trim(maxBytes: number): void {
    while (this.#bytes > maxBytes) {
      const [oldest] = this.#slabs;
      if (oldest === undefined) return;
      const gone = Math.min(this.#bytes - maxBytes, oldest.end - oldest.start);
      oldest.start += gone;
      this.#bytes -= gone;
      if (oldest.start < oldest.end) return;
      this.#slabs.shift();
      if (oldest === this.#last) this.#last = undefined;
      giveBack(oldest.bytes);
    }
  }

  clear(): void {
    for (const { bytes } of this.#slabs) giveBack(bytes);
    this.#slabs = [];
    this.#last = undefined;
    this.#bytes = 0;
  }

  /** Bytes of sound that went because the ring was full, since this was last asked. */
  takeDropped(): number {
    const taken = this.#dropped;
    this.#dropped = 0;
    return taken;
  }

  #append(slabBytes: number): Slab {
    const slab = { bytes: slabOf(slabBytes), start: 0, end: 0 };
    this.#slabs.push(slab);
    this.#last = slab;
    return slab;
  }
}
