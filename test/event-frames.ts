import { crc32 } from 'node:zlib';

const text = (value: string): Buffer => Buffer.from(value, 'utf8');

/** A header of type 7, text. */
export const textHeader = (name: string, value: string): Buffer =>
  Buffer.concat([rawHeader(name, 7), length16(text(value)), text(value)]);

/** The name and type of a header, without its value. */
export const rawHeader = (name: string, type: number): Buffer =>
  Buffer.concat([Buffer.from([text(name).length]), text(name), Buffer.from([type])]);

const length16 = (value: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return length;
};

/** One message of an AWS event stream, put together as its documentation draws it. */
export function frame(headers: readonly Buffer[], payload: Uint8Array): Buffer {
  const head = Buffer.concat(headers);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(12 + head.length + payload.length + 4, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, payload]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}

/** An event with a payload: JSON for an object, else the bytes. */
export const eventFrame = (type: string, payload: object | Uint8Array): Buffer =>
  frame(
    [textHeader(':event-type', type), textHeader(':message-type', 'event')],
    payload instanceof Uint8Array ? payload : text(JSON.stringify(payload)),
  );

export const exceptionFrame = (type: string, message: string): Buffer =>
  frame(
    [textHeader(':exception-type', type), textHeader(':message-type', 'exception')],
    text(JSON.stringify({ message })),
  );
