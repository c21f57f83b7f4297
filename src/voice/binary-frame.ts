const FINAL_BINARY = 0x82;
const TWO_BYTE_LENGTH = 126;
const EIGHT_BYTE_LENGTH = 127;

/** A server's WebSocket frame that holds these bytes: header and payload in one buffer, for one write. */
export function binaryFrame(payload: Uint8Array): Buffer {
  const { byteLength } = payload;
  const header = byteLength < TWO_BYTE_LENGTH ? 2 : byteLength < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + byteLength);
  frame[0] = FINAL_BINARY;
  if (header === 2) frame[1] = byteLength;
  else if (header === 4) {
    frame[1] = TWO_BYTE_LENGTH;
    frame.writeUInt16BE(byteLength, 2);
  } else {
    frame[1] = EIGHT_BYTE_LENGTH;
    frame.writeUIntBE(byteLength, 4, 6);
    frame.writeUInt16BE(0, 2);
  }
  frame.set(payload, header);
  return frame;
}
