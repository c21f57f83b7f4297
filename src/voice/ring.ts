/** What each entry costs beside its bytes, so that a flood of tiny ones is bounded too. */
const ENTRY_BYTES = 64;

/** A queue of audio frames that holds a bounded number of bytes: when it is full the oldest audio goes. */
export type Ring = {
  readonly bytes: number;
  readonly isEmpty: boolean;
  push(frame: Uint8Array): void;
  shift(): Uint8Array | undefined;
  /** All frames, oldest first; the ring keeps them. */
  frames(): readonly Uint8Array[];
  /** Lets the oldest audio go until this much is left. */
  trim(maxBytes: number): void;
  clear(): void;
  /** Bytes of audio that went because the ring was full, since this was last asked. */
  takeDropped(): number;
};

/** `maxBytes` counts audio and what keeping it costs. */
export function createRing(maxBytes: number): Ring {
  let frames: Uint8Array[] = [];
  let head = 0;
  let bytes = 0;
  let dropped = 0;

  const held = (): number => bytes + (frames.length - head) * ENTRY_BYTES;

  const shift = (): Uint8Array | undefined => {
    const frame = frames[head];
    if (frame === undefined) return undefined;
    head++;
    bytes -= frame.byteLength;
    // Moving the rest down at every shift would make a long queue slow.
    if (head > 256 && head * 2 > frames.length) {
      frames = frames.slice(head);
      head = 0;
    }
    return frame;
  };

  return {
    get bytes() {
      return bytes;
    },
    get isEmpty() {
      return head === frames.length;
    },
    push(frame) {
      frames.push(frame);
      bytes += frame.byteLength;
      while (held() > maxBytes) dropped += shift()?.byteLength ?? 0;
    },
    shift,
    frames: () => frames.slice(head),
    trim(most) {
      while (bytes > most) shift();
    },
    clear() {
      frames = [];
      head = 0;
      bytes = 0;
    },
    takeDropped() {
      const taken = dropped;
      dropped = 0;
      return taken;
    },
  };
}
