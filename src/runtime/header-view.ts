/** Bytes of a file from an offset; fewer than asked for at its end. */
export type ReadAt = (at: number, length: number) => Promise<Uint8Array>;

/** What headers say: pixels and seconds. */
export type MediaFacts = { readonly width?: number; readonly height?: number; readonly durationS?: number };

/** Numbers and text at offsets; beyond the end they are 0 and empty. */
export async function viewOf(read: ReadAt, at: number, length: number) {
  const bytes = await read(at, length);
  const byte = (offset: number): number => bytes[offset] ?? 0;
  const u16 = (offset: number): number => byte(offset) * 256 + byte(offset + 1);
  const u32 = (offset: number): number => u16(offset) * 65_536 + u16(offset + 2);
  return {
    length: bytes.byteLength,
    byte,
    u16,
    u32,
    u64: (offset: number): number => u32(offset) * 2 ** 32 + u32(offset + 4),
    u16le: (offset: number): number => byte(offset) + byte(offset + 1) * 256,
    u24le: (offset: number): number => byte(offset) + byte(offset + 1) * 256 + byte(offset + 2) * 65_536,
    text: (offset: number, count: number): string =>
      Buffer.from(bytes.subarray(offset, offset + count)).toString('latin1'),
  };
}
