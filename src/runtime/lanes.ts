/** Requests of one call that run at once. */
const LANES = 4;

/** Does the work for each item, a few at once, and gives the results in order. The first failure stops what has not begun. */
export async function inLanes<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let isStopped = false;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length && !isStopped; index = next++) {
      const [item] = items.slice(index, index + 1);
      if (item === undefined) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        isStopped = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}
