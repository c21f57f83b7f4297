/** Makes frames of a length that a provider takes from frames of any length. */
export type Framer = {
  push(frame: Uint8Array): void;
  /** Sends what is left, filled up with silence where it is too short. */
  flush(): void;
};

/** Frames of `usual` ms of 16-bit sound; the last of a turn may have as little as `least`. */
export function createFramer(
  rate: number,
  { usual, least }: { readonly usual: number; readonly least: number },
  send: (frame: Uint8Array) => void,
): Framer {
  const size = Math.round((rate * usual) / 1000) * 2;
  const leastSize = Math.ceil((rate * least) / 1000) * 2;
  let pending = new Uint8Array(size);
  let filled = 0;
  return {
    push: (frame) => {
      let taken = 0;
      while (taken < frame.length) {
        const part = Math.min(size - filled, frame.length - taken);
        pending.set(frame.subarray(taken, taken + part), filled);
        filled += part;
        taken += part;
        if (filled < size) return;
        const whole = pending;
        // What is handed over may wait to be sent; it is not written into again.
        pending = new Uint8Array(size);
        filled = 0;
        send(whole);
      }
    },
    flush: () => {
      if (filled === 0) return;
      const last = pending.subarray(0, Math.max(filled, leastSize));
      pending = new Uint8Array(size);
      filled = 0;
      send(last);
    },
  };
}
