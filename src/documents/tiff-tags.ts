/** Bytes of one value of each type of tag, from type 0 on. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const MAX_FOLDERS = 10_000;

/**
 * Whether no tag of a TIFF file has more values than the file has room for. The library that reads them believes in their number:
 * a file of fifty bytes can claim four billion.
 */
export function hasHonestTags(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  const seen = new Set<number>();
  // What lies outside of the file is not read by anybody.
  const isThere = (at: number, length: number): boolean => at + length <= bytes.byteLength;
  let folder = isThere(4, 4) ? view.getUint32(4, isLittle) : 0;
  while (folder !== 0 && isThere(folder, 2) && !seen.has(folder) && seen.size < MAX_FOLDERS) {
    seen.add(folder);
    const end = folder + 2 + 12 * view.getUint16(folder, isLittle);
    for (let tag = folder + 2; tag < end && isThere(tag, 12); tag += 12) {
      const size = (SIZES[view.getUint16(tag + 2, isLittle)] ?? 1) * view.getUint32(tag + 4, isLittle);
      if (size > bytes.byteLength) return false;
    }
    folder = isThere(end, 4) ? view.getUint32(end, isLittle) : 0;
  }
  return true;
}
