export type Drain = {
  readonly isDraining: boolean;
  track(work: Promise<void>): Promise<void>;
  /** Resolves when nothing that is tracked runs any more, or after the limit. */
  finish(limitMs: number): Promise<void>;
};

/** Counts the requests that a shutdown should wait for. */
export function createDrain(): Drain {
  const running = new Set<Promise<void>>();
  let isDraining = false;
  return {
    get isDraining() {
      return isDraining;
    },
    track: async (work: Promise<void>): Promise<void> => {
      running.add(work);
      try {
        await work;
      } finally {
        running.delete(work);
      }
    },
    finish: async (limitMs: number): Promise<void> => {
      isDraining = true;
      if (running.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([Promise.allSettled(running), limit]);
      clearTimeout(timer);
    },
  };
}
