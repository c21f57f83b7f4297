import { crc32 } from 'node:zlib';
import type { EventFrame } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import { answerError, readFailure } from './errors.ts';

/** Total length, length of the headers, checksum of both. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** What AWS's own decoders take at most. */
const LONGEST_FRAME = 24 * 1024 * 1024;
const LONGEST_HEADERS = 128 * 1024;

type Lengths = { readonly total: number; readonly headers: number };

/** The lengths that a prelude states; `undefined` when it is none. */
function readPrelude(bytes: Buffer): Lengths | undefined {
  if (bytes.length < PRELUDE_BYTES || crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) return undefined;
  const total = bytes.readUInt32BE(0);
  const headers = bytes.readUInt32BE(4);
  const isPossible =
    total <= LONGEST_FRAME && headers <= LONGEST_HEADERS && PRELUDE_BYTES + headers + CHECKSUM_BYTES <= total;
  return isPossible ? { total, headers } : undefined;
}

/** Whether a body begins with an AWS event stream's prelude; `undefined` when more bytes are needed to tell. */
export function isEventStream(head: Uint8Array): boolean | undefined {
  if (head.length < PRELUDE_BYTES) return undefined;
  return readPrelude(Buffer.from(head.buffer, head.byteOffset, head.byteLength)) !== undefined;
}

/** Reads a binary AWS event stream piece by piece. */
export type FrameReader = {
  /** The frames that these bytes complete. Throws as `readFrames` does. */
  push(bytes: Uint8Array): Generator<EventFrame>;
  /** Whether a frame has begun that is not whole. */
  isInside(): boolean;
};

export function createFrameReader(provider: string): FrameReader {
  let parts: Uint8Array[] = [];
  let length = 0;
  let needed = PRELUDE_BYTES;
  let hasFrames = false;
  return {
    *push(bytes) {
      parts.push(bytes);
      length += bytes.byteLength;
      if (length < needed) return;
      let rest = Buffer.concat(parts, length);
      for (;;) {
        needed = PRELUDE_BYTES;
        if (rest.length < needed) break;
        const lengths = readPrelude(rest);
        if (lengths === undefined) throw malformed(provider, 'with a broken prelude');
        needed = lengths.total;
        if (rest.length < needed) break;
        const frame = frameOf(rest, lengths, provider);
        rest = rest.subarray(needed);
        throwFailure(frame, provider, hasFrames);
        hasFrames = true;
        yield frame;
      }
      parts = [rest];
      length = rest.length;
    },
    isInside: () => length > 0,
  };
}

/**
 * The frames of a binary AWS event stream, however its bytes are split. A wrong checksum, an impossible length and a
 * frame that is cut are `bad_response`; an exception or error frame is the error that it names.
 */
export async function* readFrames(body: AsyncIterable<Uint8Array>, provider: string): AsyncGenerator<EventFrame> {
  const reader = createFrameReader(provider);
  for await (const bytes of body) yield* reader.push(bytes);
  if (reader.isInside()) throw malformed(provider, 'that was cut off');
}

/** The one frame that a message of a socket is. Throws as `readFrames` does. */
export function readFrame(message: Uint8Array, provider: string): EventFrame {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const lengths = readPrelude(bytes);
  if (lengths === undefined || lengths.total !== bytes.length) throw malformed(provider, 'with a broken prelude');
  const frame = frameOf(bytes, lengths, provider);
  throwFailure(frame, provider, true);
  return frame;
}

const malformed = (provider: string, what: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `${provider} sent an event stream ${what}.` });

/** The frame at the beginning of bytes that are at least as long as it says. */
function frameOf(bytes: Buffer, { total, headers: length }: Lengths, provider: string): EventFrame {
  const end = total - CHECKSUM_BYTES;
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) throw malformed(provider, 'with a wrong checksum');
  const afterHeaders = PRELUDE_BYTES + length;
  const headers = readHeaders(bytes.subarray(PRELUDE_BYTES, afterHeaders));
  if (headers === undefined) throw malformed(provider, 'with broken headers');
  return { headers, payload: bytes.subarray(afterHeaders, end) };
}

/** Bytes of the types whose length is fixed: true, false, byte, short, integer, long, timestamp, UUID. */
const FIXED: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const BYTES = 6;
const TEXT = 7;

/** Headers by name, each value as text (bytes and UUIDs in hex); `undefined` when they do not fill their place exactly. */
function readHeaders(bytes: Buffer): Readonly<Record<string, string>> | undefined {
  // No prototype: names come from outside.
  const headers: Record<string, string> = Object.create(null);
  let at = 0;
  while (at < bytes.length) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    if (nameEnd + 1 > bytes.length) return undefined;
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes.readUInt8(nameEnd);
    at = nameEnd + 1;
    let size = FIXED[type];
    if (type === BYTES || type === TEXT) {
      if (at + 2 > bytes.length) return undefined;
      size = bytes.readUInt16BE(at);
      at += 2;
    }
    if (size === undefined || at + size > bytes.length) return undefined;
    headers[name] = valueText(type, bytes.subarray(at, at + size));
    at += size;
  }
  return headers;
}

function valueText(type: number, value: Buffer): string {
  if (type <= 1) return String(type === 0);
  if (type === TEXT) return value.toString('utf8');
  if (type === BYTES || type === 9) return value.toString('hex');
  return (value.length === 8 ? value.readBigInt64BE() : BigInt(value.readIntBE(0, value.length))).toString();
}

/** An exception is modelled by the service and has a body, an error is not and has only headers. */
function throwFailure({ headers, payload }: EventFrame, provider: string, processed: boolean): void {
  const kind = headers[':message-type'];
  if (kind !== 'exception' && kind !== 'error') return;
  const name = headers[':exception-type'] ?? headers[':error-code'];
  const message = headers[':error-message'] ?? readFailure(parsed(payload)).message;
  throw answerError(provider, { message: message ?? name, type: name }, processed);
}

function parsed(payload: Uint8Array): unknown {
  const text = new TextDecoder().decode(payload);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
