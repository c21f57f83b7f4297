import { installCommand, resolveOptional } from '../core/import-optional.ts';

/** Grey pixels, row by row, 0 is black. */
export type Picture = { readonly width: number; readonly height: number; readonly grey: Uint8Array };

const CANVAS = '@napi-rs/canvas';
/** What OCR needs: a bundle without embedded engines has none of them. */
const PACKAGES = {
  [CANVAS]: CANVAS,
  'tesseract.js': 'tesseract.js',
  '@tesseract.js-data/eng': '@tesseract.js-data/eng/package.json',
};

const missing = (): readonly string[] =>
  Object.entries(PACKAGES).flatMap(([name, file]) => (resolveOptional(file) === undefined ? [name] : []));

/** What a reader is told where a package that OCR needs is not installed. */
export function ocrNote(): string {
  const names = missing();
  const verb = names.length === 1 ? 'is' : 'are';
  return `Pictures and scans are read by OCR only where ${names.join(' and ')} ${verb} installed: ${installCommand(names)}`;
}

/** Whether pictures and scans can be read here. */
export const canRead = (): boolean => missing().length === 0;

export const canvasModule = async (): Promise<typeof import('@napi-rs/canvas')> => await import('@napi-rs/canvas');

/** Red, green, blue, alpha over white paper as grey. */
export function greyPicture(rgba: Uint8ClampedArray, width: number, height: number): Picture {
  const grey = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 4) {
    const alpha = rgba[at + 3] ?? 255;
    // Rec. 601, in 256ths.
    const ink = (77 * (rgba[at] ?? 0) + 150 * (rgba[at + 1] ?? 0) + 29 * (rgba[at + 2] ?? 0)) >> 8;
    grey[pixel] = alpha === 255 ? ink : 255 - (((255 - ink) * alpha) >> 8);
  }
  return { width, height, grey };
}

/** Quarter turns clockwise. */
export function turned({ width, height, grey }: Picture, quarters: number): Picture {
  if (quarters === 0) return { width, height, grey };
  const result = new Uint8Array(grey.length);
  const isUpright = quarters === 2;
  const across = isUpright ? width : height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const target =
        quarters === 1
          ? x * across + (height - 1 - y)
          : isUpright
            ? (height - 1 - y) * across + (width - 1 - x)
            : (width - 1 - x) * across + y;
      result[target] = grey[y * width + x] ?? 255;
    }
  }
  return { width: across, height: isUpright ? height : width, grey: result };
}

export function cropped({ width, height, grey }: Picture, top: number, bottom: number): Picture {
  const [from, to] = [Math.max(0, top), Math.min(height, bottom)];
  return { width, height: to - from, grey: grey.subarray(from * width, to * width) };
}

/** A portable grey map: the cheapest file that tesseract reads. */
export function graymap({ width, height, grey }: Picture): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), grey]);
}

/** Turned clockwise by a few degrees, in place: what leaves the picture is margin. */
export function straightened({ width, height, grey }: Picture, degrees: number): Picture {
  if (degrees === 0) return { width, height, grey };
  const result = new Uint8Array(grey.length).fill(255);
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [middleX, middleY] = [width / 2, height / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = (x - middleX) * cosine + (y - middleY) * sine + middleX;
      const fromY = (y - middleY) * cosine - (x - middleX) * sine + middleY;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
      const at = top * width + left;
      const [right, below] = [fromX - left, fromY - top];
      const above = (grey[at] ?? 255) * (1 - right) + (grey[at + 1] ?? 255) * right;
      const under = (grey[at + width] ?? 255) * (1 - right) + (grey[at + width + 1] ?? 255) * right;
      result[y * width + x] = above * (1 - below) + under * below;
    }
  }
  return { width, height, grey: result };
}

/** How many dark pixels each row has. */
export function inkProfile({ width, height, grey }: Picture): Float64Array {
  const limit = inkLimit(grey);
  const profile = new Float64Array(height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if ((grey[y * width + x] ?? 255) < limit) profile[y] = (profile[y] ?? 0) + 1;
  return profile;
}

/** At most so many pixels a side are looked at to find how a picture lies. */
const LOOKED_AT = 1_000;
const MAX_POINTS = 60_000;

/** Dark pixels of a picture that is thinned out to a thousand a side. */
export function inkPoints({ width, height, grey }: Picture): { readonly xs: Float32Array; readonly ys: Float32Array } {
  const limit = inkLimit(grey);
  const step = Math.max(1, Math.ceil(Math.max(width, height) / LOOKED_AT));
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      if ((grey[y * width + x] ?? 255) >= limit) continue;
      xs.push(x / step);
      ys.push(y / step);
    }
  }
  const every = Math.ceil(xs.length / MAX_POINTS);
  const few = (values: readonly number[]) => Float32Array.from(values.filter((_, index) => index % every === 0));
  return { xs: few(xs), ys: few(ys) };
}

/** Otsu's threshold: the grey that parts ink from paper best. */
function inkLimit(grey: Uint8Array): number {
  const counts = new Float64Array(256);
  const step = Math.max(1, Math.floor(grey.length / 200_000));
  let [total, sum] = [0, 0];
  for (let at = 0; at < grey.length; at += step) {
    const value = grey[at] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
    total += 1;
    sum += value;
  }
  let [best, limit, below, sumBelow] = [0, 128, 0, 0];
  for (let value = 0; value < 256; value++) {
    below += counts[value] ?? 0;
    if (below === 0 || below === total) continue;
    sumBelow += value * (counts[value] ?? 0);
    const distance = sumBelow / below - (sum - sumBelow) / (total - below);
    const spread = below * (total - below) * distance * distance;
    if (spread > best) [best, limit] = [spread, value + 1];
  }
  return limit;
}
