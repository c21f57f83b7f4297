/** An image as pdf.js hands it to its canvas. */
type DecodedImage = { width: number; height: number; kind: number; data: Uint8Array | Uint8ClampedArray };

/** What is used of the store from which pdf.js draws. */
type ImageStore = { get(id: string, callback?: (value: unknown) => void): unknown };

/** Kinds of pdf.js: one bit a pixel, set for white; three bytes; four bytes. */
const [BITS, RGB, RGBA] = [1, 2, 3];

/**
 * Makes the images of a page no finer than `pixels` and of four bytes a pixel before they are drawn. A sheet scanned at 600 dots
 * an inch has four times the pixels that its drawing keeps, and pdf.js takes half a microsecond to widen each.
 */
export function shrinkImages(store: ImageStore, pixels: number): void {
  const get = store.get.bind(store);
  const done = new WeakSet<object>();
  store.get = (id, callback) => {
    const value = callback === undefined ? get(id) : get(id, (late) => callback(shrunk(late)));
    return shrunk(value);
  };
  function shrunk(value: unknown): unknown {
    if (!isImage(value) || done.has(value)) return value;
    // In place: the store hands out the same object each time it is asked.
    Object.assign(value, shrink(value, pixels));
    done.add(value);
    return value;
  }
}

function isImage(value: unknown): value is DecodedImage {
  if (typeof value !== 'object' || value === null) return false;
  const [width, height, kind, data] = ['width', 'height', 'kind', 'data'].map((key) => Reflect.get(value, key));
  const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (!isBytes || typeof width !== 'number' || typeof height !== 'number') return false;
  return kind === BITS ? data.length >= ((width + 7) >> 3) * height : kind === RGB && data.length >= 3 * width * height;
}

/** The mean of each square of pixels. */
function shrink({ width, height, kind, data }: DecodedImage, pixels: number): DecodedImage {
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / pixels)));
  const across = Math.ceil(width / step);
  const down = Math.ceil(height / step);
  const result = new Uint8ClampedArray(4 * across * down).fill(255);
  const rowBytes = (width + 7) >> 3;
  const sums = new Uint32Array(3 * across);
  const counts = new Uint32Array(across);
  for (let line = 0; line < down; line++) {
    sums.fill(0);
    counts.fill(0);
    for (let y = line * step; y < Math.min(height, (line + 1) * step); y++) {
      for (let x = 0, column = 0, left = step; x < width; x++) {
        const at = 3 * column;
        if (kind === BITS)
          sums[at] = (sums[at] ?? 0) + (((data[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) * 255;
        else {
          const from = 3 * (y * width + x);
          sums[at] = (sums[at] ?? 0) + (data[from] ?? 0);
          sums[at + 1] = (sums[at + 1] ?? 0) + (data[from + 1] ?? 0);
          sums[at + 2] = (sums[at + 2] ?? 0) + (data[from + 2] ?? 0);
        }
        counts[column] = (counts[column] ?? 0) + 1;
        if (--left === 0) {
          column += 1;
          left = step;
        }
      }
    }
    for (let column = 0; column < across; column++) {
      const target = 4 * (line * across + column);
      const count = counts[column] || 1;
      for (let channel = 0; channel < 3; channel++)
        result[target + channel] = (sums[3 * column + (kind === BITS ? 0 : channel)] ?? 0) / count;
    }
  }
  return { width: across, height: down, kind: RGBA, data: result };
}
