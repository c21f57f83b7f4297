import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { BINARY, FINAL, MASKED, maskPayload, TEXT } from './web-socket-frame.ts';

export type FrameLane = {
  readonly socket: WebSocket;
  /** The connection below it. */
  readonly raw: Duplex;
  /** Clients mask their frames, servers do not. */
  readonly isMasked: boolean;
  /** Text frames too, whose UTF-8 nobody has checked. */
  readonly takesText: boolean;
  /** Longer ones are refused by `ws`. */
  readonly maxBytes: number;
  /** The payload is the receiver's to keep. */
  readonly onFrame: (payload: Buffer, isBinary: boolean) => void;
};

const OPEN = 1;
const CONTROL = 8;

/**
 * Lets messages that lie whole in what was read pass by the parser of `ws`, whose streams cost more than all that is done with
 * 20 ms of sound. Whatever else comes, it is given byte for byte: fragments, control frames, broken frames, frames that end in
 * a later read. Its own messages have to be listened to as before. Call it when the WebSocket has just opened.
 *
 * `ws` tells of a broken frame only after the read that it came in, so what follows other frames in a read is given to it too.
 */
export function openFrameLane({ socket, raw, isMasked, takesText, maxBytes, onFrame }: FrameLane): void {
  const emit = raw.emit.bind(raw);
  const expectedMask = isMasked ? MASKED : 0;
  /** Bytes of a frame whose beginning `ws` already has. */
  let owed = 0;
  /** A head that is not complete. */
  let rest: Buffer | undefined;
  let isFragmented = false;
  /** The frame that `ws` has last been given may turn out to be broken. */
  let isDoubtful = false;

  const isPlain = (first: number, second: number, length: number): boolean =>
    (first === (FINAL | BINARY) || (takesText && first === (FINAL | TEXT))) &&
    (second & MASKED) === expectedMask &&
    length <= maxBytes &&
    !isFragmented &&
    socket.readyState === OPEN;

  const leave = (bytes: Buffer, at: number, end: number): number => {
    const until = Math.min(end, bytes.length);
    owed = end - until;
    emit('data', at === 0 && until === bytes.length ? bytes : bytes.subarray(at, until));
    return until;
  };

  const read = (chunk: Buffer): void => {
    isDoubtful &&= owed > 0;
    let at = owed === 0 ? 0 : leave(chunk, 0, owed);
    let bytes = chunk;
    if (rest !== undefined && at < bytes.length) {
      bytes = Buffer.concat([rest, bytes.subarray(at)]);
      rest = undefined;
      at = 0;
    }
    while (at < bytes.length) {
      const first = bytes[at] ?? 0;
      const second = bytes[at + 1] ?? 0;
      const short = second & 0x7f;
      const head = 2 + (short < 126 ? 0 : short === 126 ? 2 : 8) + (second >= MASKED ? 4 : 0);
      if (bytes.length - at < Math.max(2, head)) {
        rest = bytes.subarray(at);
        return;
      }
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      const end = at + head + length;
      const isTaken = isPlain(first, second, length);
      if (isTaken && !isDoubtful && end <= bytes.length) {
        const start = at + head;
        if (isMasked) maskPayload(bytes, start, end);
        at = end;
        onFrame(bytes.subarray(start, end), first === (FINAL | BINARY));
      } else {
        if ((first & 0x0f) < CONTROL) isFragmented = first < FINAL;
        isDoubtful ||= !isTaken;
        at = leave(bytes, at, end);
      }
    }
  };

  // `ws` has no place to step in between its parser and the connection, and takes its listener off when it wants no more.
  raw.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'data' || !Buffer.isBuffer(values[0])) return emit(event, ...values);
    read(values[0]);
    return true;
  };
}
