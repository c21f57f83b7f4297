/**
 * The four ways in which a protobuf field is written (https://protobuf.dev/programming-guides/encoding/): all that an ONNX file
 * needs, and far less than a protobuf library.
 */
export type Field = Buffer;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

const tag = (field: number, wireType: number): Buffer => varint((field << 3) | wireType);

export const integer = (field: number, value: number | bigint): Field =>
  Buffer.concat([tag(field, VARINT), varint(value)]);

export const bytes = (field: number, value: Uint8Array): Field =>
  Buffer.concat([tag(field, LENGTH_DELIMITED), varint(value.byteLength), value]);

export const text = (field: number, value: string): Field => bytes(field, Buffer.from(value));

export const message = (field: number, fields: readonly Field[]): Field => bytes(field, Buffer.concat(fields));

export function float(field: number, value: number): Field {
  const encoded = Buffer.alloc(4);
  encoded.writeFloatLE(value);
  return Buffer.concat([tag(field, FIXED_32), encoded]);
}
