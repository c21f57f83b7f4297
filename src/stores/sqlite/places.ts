/**
 * Where the key stands, or one that is near it. `from` is where a smaller key stands or would stand: at once where no key is
 * missing in between, else by halving.
 */
export function placeOf(keys: Float64Array, key: number, from: number): number {
  // Keys ascend by at least one: none can stand further away than its distance.
  let high = Math.min(keys.length - 1, from + key - (keys[from] ?? 0));
  if (keys[high] === key) return high;
  let low = from;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the keys stand among all. Both ascend; a key that is not there is left out. */
export function placesOf(keys: Float64Array, wanted: readonly number[]): Uint32Array {
  const places = new Uint32Array(wanted.length);
  let found = 0;
  let place = 0;
  for (const key of wanted) {
    place = placeOf(keys, key, place);
    if (keys[place] === key) places[found++] = place;
  }
  return places.subarray(0, found);
}
