import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Clock } from '../../../core/clock.ts';
import { SUFFIX } from '../names.ts';
import type { BuiltIndex } from './registration.ts';

const LEASE = 'building';
const RENEW_MS = 20_000;
/** A builder that has not renewed its lease for so long was killed. */
const STALE_MS = 120_000;
const READ_BYTES = 1024 * 1024;

/** Where the index files of a collection stand. All of it can be deleted at any time, and is made again. */
export const hnswFolder = (collectionFile: string): string => `${collectionFile.slice(0, -SUFFIX.length)}.hnsw`;

/**
 * True when the file is the one that was registered, to the byte: the library maps it into memory and follows what stands
 * there, so a damaged one would end the process.
 */
export async function isWhole(folder: string, { file, bytes, crc32: expected }: BuiltIndex): Promise<boolean> {
  try {
    if (statSync(join(folder, file)).size !== bytes) return false;
    return (await checksum(join(folder, file))) === expected;
  } catch {
    return false;
  }
}

/** The CRC-32 of a file, read a piece at a time. */
export async function checksum(file: string): Promise<number> {
  let sum = 0;
  for await (const piece of createReadStream(file, { highWaterMark: READ_BYTES })) sum = crc32(piece, sum);
  return sum;
}

/** Deletes the other files: what was built before, and what builders left that were killed. The caller holds the lease. */
export function sweep(folder: string, keep: readonly (string | undefined)[]): void {
  for (const name of readdirSync(folder)) {
    if (name !== LEASE && !keep.includes(name)) rmSync(join(folder, name), { force: true });
  }
}

/**
 * The right to build, so that processes which share a collection do not all spend the same minutes; `undefined` while
 * another one has it. Two that take over a dead one's lease at once both build, which costs time and nothing else.
 */
export function takeLease(folder: string, clock: Clock): (() => void) | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, LEASE);
  if (ageOf(file, clock) > STALE_MS) rmSync(file, { force: true });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch {
    return undefined;
  }
  const timer = setInterval(() => renew(file, clock), RENEW_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}

function ageOf(file: string, clock: Clock): number {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined ? 0 : clock.now() - modified;
}

function renew(file: string, clock: Clock): void {
  try {
    utimesSync(file, clock.now() / 1000, clock.now() / 1000);
  } catch {
    // The collection was deleted, and its folder with it.
  }
}
