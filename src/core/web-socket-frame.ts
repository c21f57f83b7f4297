import { randomFillSync } from 'node:crypto';

/** In the first byte of a frame: its last piece, and what it is; in the second: that a mask follows. */
export const FINAL = 0x80;
export const TEXT = 1;
export const BINARY = 2;
export const MASKED = 0x80;
const TWO_BYTE_LENGTH = 126;
const EIGHT_BYTE_LENGTH = 127;
const KEY_BYTES = 4;

/** A server's WebSocket frame (RFC 6455, section 5.2) that holds these bytes: header and payload in one buffer, for one write. */
export function serverFrame(payload: Uint8Array): Buffer {
  const head = headBytes(payload.byteLength);
  const frame = Buffer.allocUnsafe(head + payload.byteLength);
  writeHead(frame, BINARY, payload.byteLength, 0);
  frame.set(payload, head);
  return frame;
}

/** A client's frame, masked with a key that nobody can foresee: text where it is given as a string, else binary. */
export function clientFrame(payload: string | Uint8Array): Buffer {
  const isText = typeof payload === 'string';
  const length = isText ? Buffer.byteLength(payload) : payload.byteLength;
  const start = headBytes(length) + KEY_BYTES;
  const frame = Buffer.allocUnsafe(start + length);
  writeHead(frame, isText ? TEXT : BINARY, length, MASKED);
  frame.writeUInt32LE(nextKey(), start - KEY_BYTES);
  if (isText) frame.write(payload, start);
  else frame.set(payload, start);
  maskPayload(frame, start, frame.length);
  return frame;
}

const key = new Uint8Array(KEY_BYTES);
const turned = new Uint8Array(KEY_BYTES);
const turnedWord = new Uint32Array(turned.buffer);

/** Masks a payload in place by the key that stands before it, or takes the mask off: in whole words where memory is aligned. */
export function maskPayload(bytes: Buffer, start: number, end: number): void {
  for (let index = 0; index < KEY_BYTES; index++) key[index] = bytes[start - KEY_BYTES + index] ?? 0;
  const aligned = start + (-(bytes.byteOffset + start) & 3);
  const words = Math.max(0, (end - aligned) >> 2);
  const tail = words === 0 ? start : aligned + words * 4;
  if (words > 0) {
    for (let at = start; at < aligned; at++) bytes[at] = (bytes[at] ?? 0) ^ (key[(at - start) & 3] ?? 0);
    for (let index = 0; index < KEY_BYTES; index++) turned[index] = key[(aligned - start + index) & 3] ?? 0;
    const word = turnedWord[0] ?? 0;
    const whole = new Uint32Array(bytes.buffer, bytes.byteOffset + aligned, words);
    for (let index = 0; index < words; index++) whole[index] = (whole[index] ?? 0) ^ word;
  }
  for (let at = tail; at < end; at++) bytes[at] = (bytes[at] ?? 0) ^ (key[(at - start) & 3] ?? 0);
}

const headBytes = (length: number): number => (length < TWO_BYTE_LENGTH ? 2 : length < 65_536 ? 4 : 10);

function writeHead(frame: Buffer, opcode: number, length: number, masked: number): void {
  frame[0] = FINAL | opcode;
  if (length < TWO_BYTE_LENGTH) frame[1] = masked | length;
  else if (length < 65_536) {
    frame[1] = masked | TWO_BYTE_LENGTH;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = masked | EIGHT_BYTE_LENGTH;
    frame.writeUInt16BE(0, 2);
    frame.writeUIntBE(length, 4, 6);
  }
}

/** Random words are cheaper by the pool. */
const pool = new Uint32Array(1_024);
let used = pool.length;

function nextKey(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++] ?? 0;
}
