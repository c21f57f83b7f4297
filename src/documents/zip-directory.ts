import { ProviderError } from '../core/errors.ts';

/** One file of an archive, as its central directory describes it. */
export type ZipEntry = {
  readonly name: string;
  readonly method: number;
  readonly unpackedBytes: number;
  readonly crc: number;
  /** Its packed bytes; `undefined` when they are not where the directory says. */
  packed(archive: Uint8Array): Uint8Array | undefined;
};

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The record at the end may be followed by a comment of this length. */
const MAX_COMMENT = 0xffff;
const MAX_ENTRIES = 20_000;
const IS_64 = 0xffffffff;

/** Reads the directory at the end of an archive: the local headers before each file may be wrong or incomplete. */
export function zipDirectory(archive: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    return entries(view, archive);
  } catch (error) {
    if (error instanceof RangeError) throw broken();
    throw error;
  }
}

function entries(view: DataView, archive: Uint8Array): readonly ZipEntry[] {
  const { count, start } = directoryOf(view);
  if (count > MAX_ENTRIES) {
    throw new ProviderError('invalid_input', {
      message: `The archive says that it has ${count} files; the limit is ${MAX_ENTRIES}.`,
    });
  }
  const found: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== ENTRY) throw broken();
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const raw = archive.subarray(at + 46, at + 46 + nameLength);
    const name = nameOf(new TextDecoder((flags & 0x800) !== 0 ? 'utf-8' : 'latin1').decode(raw));
    const { unpackedBytes, packedBytes, offset } = placesOf(view, at, nameLength, extraLength);
    if ((flags & 1) !== 0) throw encrypted();
    if (!name.endsWith('/')) {
      found.push({
        name,
        method: view.getUint16(at + 10, true),
        crc: view.getUint32(at + 16, true),
        unpackedBytes,
        packed: (bytes) => packedContent(bytes, offset, packedBytes),
      });
    }
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return found;
}

function directoryOf(view: DataView): { readonly count: number; readonly start: number } {
  const first = Math.max(0, view.byteLength - 22 - MAX_COMMENT);
  for (let at = view.byteLength - 22; at >= first; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const [count, start] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    if (start !== IS_64 && count !== 0xffff) return { count, start };
    if (at < 20 || view.getUint32(at - 20, true) !== LOCATOR_64) return { count, start };
    const record = Number(view.getBigUint64(at - 12, true));
    if (view.getUint32(record, true) !== END_64) throw broken();
    return {
      count: Number(view.getBigUint64(record + 32, true)),
      start: Number(view.getBigUint64(record + 48, true)),
    };
  }
  throw broken();
}

/** Sizes and offset; where one does not fit into 32 bits, it stands in the extra field 1, in this order. */
function placesOf(view: DataView, at: number, nameLength: number, extraLength: number) {
  let unpackedBytes = view.getUint32(at + 24, true);
  let packedBytes = view.getUint32(at + 20, true);
  let offset = view.getUint32(at + 42, true);
  const end = at + 46 + nameLength + extraLength;
  for (let extra = at + 46 + nameLength; extra + 4 <= end; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== 1) continue;
    let value = extra + 4;
    const next = () => {
      value += 8;
      return Number(view.getBigUint64(value - 8, true));
    };
    if (unpackedBytes === IS_64) unpackedBytes = next();
    if (packedBytes === IS_64) packedBytes = next();
    if (offset === IS_64) offset = next();
  }
  return { unpackedBytes, packedBytes, offset };
}

function packedContent(archive: Uint8Array, offset: number, length: number): Uint8Array | undefined {
  if (offset + 30 > archive.byteLength) return undefined;
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  if (view.getUint32(offset, true) !== LOCAL) return undefined;
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return start + length > archive.byteLength ? undefined : archive.subarray(start, start + length);
}

/** With forward slashes and no leading one. Nothing is written to disk, but a name that climbs is no honest document's. */
function nameOf(raw: string): string {
  const name = raw.replaceAll('\\', '/').replace(/^\/+/u, '');
  if (!name.split('/').includes('..')) return name;
  throw new ProviderError('invalid_input', {
    message: 'A file in the archive has a name that leads out of it ("..").',
    hint: 'No program writes such a document: do not trust it.',
  });
}

const broken = (): ProviderError =>
  new ProviderError('invalid_input', {
    message: 'The document is damaged or cut off: its list of contents cannot be read.',
  });

const encrypted = (): ProviderError =>
  new ProviderError('unsupported', {
    message: 'The archive is encrypted.',
    hint: 'Save a copy without the password and parse that.',
  });
