// WebSocket frames without a library: the bench's own ends must cost little beside what they measure.

/** A message as it came: `payload` is unmasked, and belongs to the reader until the next one. */
export type OnMessage = (payload: Buffer, isText: boolean) => void;

/** Reads whole, unfragmented messages out of the bytes of a connection. */
export function createFrameReader(onMessage: OnMessage): (chunk: Buffer) => void {
  let rest: Buffer | undefined;
  return (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const end = frameEnd(bytes, at);
      if (end === undefined || end > bytes.length) break;
      deliver(bytes, at, end, onMessage);
      at = end;
    }
    rest = at === bytes.length ? undefined : bytes.subarray(at);
  };
}

const headerLength = (short: number, isMasked: boolean): number =>
  2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (isMasked ? 4 : 0);

function frameEnd(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + 2) return undefined;
  const second = bytes.readUInt8(at + 1);
  const short = second & 127;
  const header = headerLength(short, second >= 128);
  if (bytes.length < at + header) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
  return at + header + length;
}

function deliver(bytes: Buffer, at: number, end: number, onMessage: OnMessage): void {
  const opcode = bytes.readUInt8(at) & 15;
  if (opcode > 2) return;
  const second = bytes.readUInt8(at + 1);
  const start = at + headerLength(second & 127, second >= 128);
  const payload = bytes.subarray(start, end);
  if (second >= 128) unmask(payload, bytes.readUInt32LE(start - 4));
  onMessage(payload, opcode === 1);
}

function unmask(payload: Buffer, key: number): void {
  if (key === 0) return;
  const keys = [key & 255, (key >>> 8) & 255, (key >>> 16) & 255, key >>> 24];
  for (let index = 0; index < payload.length; index++) payload[index] = (payload[index] ?? 0) ^ (keys[index & 3] ?? 0);
}

/** A frame to be sent. A client's is masked with zeros, which every server undoes like any other mask. */
export function frameOf(parts: readonly Buffer[], isText: boolean, isClient: boolean): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const long = length > 65_535 ? 127 : length > 125 ? 126 : length;
  const header = headerLength(long, isClient);
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = isText ? 0x81 : 0x82;
  frame[1] = long | (isClient ? 128 : 0);
  if (long === 126) frame.writeUInt16BE(length, 2);
  if (long === 127) frame.writeBigUInt64BE(BigInt(length), 2);
  if (isClient) frame.writeUInt32LE(0, header - 4);
  let at = header;
  for (const part of parts) at += part.copy(frame, at);
  return frame;
}
