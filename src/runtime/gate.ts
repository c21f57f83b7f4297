/** Lets so many pieces of work run at once; the others wait their turn. */
export function createGate(lanes: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= lanes) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The lane goes to the next, or is free.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
