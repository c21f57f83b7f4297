import { type Zippable, zipSync } from 'fflate';
import type { BundleFiles } from './bundle-files.ts';

/** A ZIP archive counts its years from 1980. It has the local time, so the same fields make the same archive anywhere. */
const NO_DATE = new Date(1980, 0, 1);
const UNIX = 3;
const MODE = 0o644;

/** The files as a ZIP archive that depends on nothing but them: neither on the time nor on their order. */
export function zipped(files: BundleFiles): Uint8Array {
  const sorted = [...files].sort(([left], [right]) => (left < right ? -1 : 1));
  const entries: Zippable = Object.fromEntries(
    sorted.map(([path, bytes]) => [path, [bytes, { os: UNIX, attrs: MODE << 16 }]]),
  );
  return zipSync(entries, { level: 9, mtime: NO_DATE });
}
