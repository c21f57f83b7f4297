import type { LogLine } from './log.ts';

/** Lines on their way into the log, in the order of what they tell, although some have to wait for a file to be written. */
export type Outbox = {
  push(line: LogLine): void;
  /** Keeps a place; the returned function fills it. */
  keep(): (lines: readonly LogLine[]) => void;
  /** Waits for nothing any more: what is still missing is left out. */
  release(): void;
};

type Place = { lines: readonly LogLine[] | undefined };

export function createOutbox(deliver: (line: LogLine) => void): Outbox {
  let places: Place[] = [];

  const flush = (): void => {
    while (places[0]?.lines !== undefined) for (const line of places.shift()?.lines ?? []) deliver(line);
  };

  return {
    push(line) {
      if (places.length === 0) return deliver(line);
      places.push({ lines: [line] });
    },
    keep() {
      const place: Place = { lines: undefined };
      places.push(place);
      return (lines) => {
        place.lines = lines;
        flush();
      };
    },
    release() {
      const left = places;
      places = [];
      for (const { lines = [] } of left) for (const line of lines) deliver(line);
    },
  };
}
