import { crc32, inflateRawSync } from 'node:zlib';
import { ProviderError } from '../core/errors.ts';
import { type ZipEntry, zipDirectory } from './zip-directory.ts';

/** The unpacked files of an archive, by name. */
export type Zip = {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** `undefined` when there is no such file. Unpacked anew at each call: keep what is needed twice. */
  bytes(name: string): Uint8Array | undefined;
};

/** All files of one archive together. A worksheet of a million cells takes about half of it. */
const MAX_UNPACKED = 128 * 1024 * 1024;
/** Below this much, text that repeats itself may pack as well as it likes. */
const UNSUSPICIOUS = 16 * 1024 * 1024;
const MAX_RATIO = 200;

/** Opens an archive. Throws `invalid_input` for one that is damaged or would unpack to too much, `unsupported` for an encrypted one. */
export function openZip(archive: Uint8Array): Zip {
  const entries = zipDirectory(archive);
  const files = new Map(entries.map((entry) => [entry.name, entry]));
  let claimed = 0;
  for (const entry of entries) claimed += entry.unpackedBytes;
  refuseBomb(claimed, archive.byteLength);
  let unpacked = 0;
  return {
    names: [...files.keys()],
    has: (name) => files.has(name),
    bytes(name) {
      const entry = files.get(name);
      if (entry === undefined) return undefined;
      const bytes = unpack(entry, archive, MAX_UNPACKED - unpacked);
      unpacked += bytes.byteLength;
      // What the directory claims is not what it unpacks to.
      refuseBomb(unpacked, archive.byteLength);
      return bytes;
    },
  };
}

function refuseBomb(unpacked: number, packed: number): void {
  if (unpacked <= UNSUSPICIOUS) return;
  if (unpacked > MAX_UNPACKED || unpacked > MAX_RATIO * packed) {
    throw new ProviderError('invalid_input', {
      message: `The document unpacks to ${megabytes(unpacked)} from ${megabytes(packed)}; the limit is ${megabytes(MAX_UNPACKED)} and ${MAX_RATIO} times its size.`,
      hint: 'Split it, or remove what it repeats.',
    });
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

function unpack({ name, method, packed, unpackedBytes, crc }: ZipEntry, archive: Uint8Array, room: number): Uint8Array {
  const content = packed(archive);
  if (content === undefined) throw damaged(name);
  if (method !== 0 && method !== 8) {
    throw new ProviderError('unsupported', {
      message: `"${name.slice(-80)}" in the document is packed by a method (${method}) that is not read.`,
      hint: 'Save the document again with its own program.',
    });
  }
  let bytes: Uint8Array;
  try {
    bytes = method === 0 ? content : inflateRawSync(content, { maxOutputLength: Math.max(1, room) });
  } catch (error) {
    if (error instanceof RangeError) refuseBomb(MAX_UNPACKED + 1, archive.byteLength);
    throw damaged(name);
  }
  if (bytes.byteLength !== unpackedBytes || crc32(bytes) !== crc) throw damaged(name);
  return bytes;
}

const damaged = (name: string): ProviderError =>
  new ProviderError('invalid_input', {
    message: `The document is damaged: "${name.slice(-80)}" in it cannot be unpacked.`,
  });
