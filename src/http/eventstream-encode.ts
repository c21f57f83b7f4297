import { crc32 } from 'node:zlib';

/** The type numbers of headers' values. */
const BYTES = 6;
const TEXT = 7;
const TIMESTAMP = 8;
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

export type FrameHeaders = Readonly<Record<string, string | Date | Uint8Array>>;

/** One message of a binary AWS event stream. */
export const encodeFrame = (headers: FrameHeaders, payload: Uint8Array): Uint8Array =>
  frameWith(encodeHeaders(headers), payload);

/** A message whose headers are encoded already. */
export function frameWith(head: Uint8Array, payload: Uint8Array): Uint8Array {
  const total = PRELUDE_BYTES + head.length + payload.byteLength + CHECKSUM_BYTES;
  const frame = Buffer.allocUnsafe(total);
  frame.writeUInt32BE(total, 0);
  frame.writeUInt32BE(head.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  frame.set(head, PRELUDE_BYTES);
  frame.set(payload, PRELUDE_BYTES + head.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, total - CHECKSUM_BYTES)), total - CHECKSUM_BYTES);
  return frame;
}

/** Headers as they stand in a message. */
export const encodeHeaders = (headers: FrameHeaders): Buffer =>
  Buffer.concat(Object.entries(headers).map(([name, value]) => headerOf(name, value)));

function headerOf(name: string, value: string | Date | Uint8Array): Buffer {
  const head = Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name)]);
  if (value instanceof Date) {
    const at = Buffer.alloc(9);
    at.writeUInt8(TIMESTAMP);
    at.writeBigInt64BE(BigInt(value.getTime()), 1);
    return Buffer.concat([head, at]);
  }
  const isText = typeof value === 'string';
  const content = isText ? Buffer.from(value, 'utf8') : value;
  const kind = Buffer.alloc(3);
  kind.writeUInt8(isText ? TEXT : BYTES);
  kind.writeUInt16BE(content.length, 1);
  return Buffer.concat([head, kind, content]);
}
