/** The file with `length` bytes from `offset` replaced by others that are always the same. */
export function damaged(file: Uint8Array, offset: number, length: number): Uint8Array {
  const copy = Uint8Array.from(file);
  for (let index = offset; index < Math.min(copy.length, offset + length); index++) {
    copy[index] = (Math.imul(index, 2_654_435_761) >>> 13) & 0xff;
  }
  return copy;
}

function crc(bytes: Uint8Array, bits: number, polynomial: number): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = value & (1 << (bits - 1)) ? (value << 1) ^ polynomial : value << 1;
    value &= (1 << bits) - 1;
  }
  return value;
}

/** FLAC frames of 65,535 silent samples in eight channels each: half a million samples in 38 bytes. */
export function swellingFlac(rate: number, count: number): Uint8Array {
  // 16 bits of block size and of rate behind the header, frame number 0.
  const head = [0xff, 0xf8, 0x7d, 0x78, 0x00, 0xff, 0xfe, rate >> 8, rate & 0xff];
  const header = [...head, crc(Uint8Array.from(head), 8, 0x07)];
  const silent = [0x00, 0x00, 0x00];
  const body = [...header, ...Array.from({ length: 8 }, () => silent).flat()];
  const sum = crc(Uint8Array.from(body), 16, 0x8005);
  const frame = Uint8Array.from([...body, sum >> 8, sum & 0xff]);
  const info = Buffer.alloc(34);
  info.writeUInt16BE(65_535, 0);
  info.writeUInt16BE(65_535, 2);
  info.writeUInt32BE(((rate << 12) | (7 << 9) | (15 << 4)) >>> 0, 10);
  return Buffer.concat([
    Buffer.from('fLaC\x80\0\0\x22', 'latin1'),
    info,
    ...Array.from({ length: count }, () => frame),
  ]);
}
