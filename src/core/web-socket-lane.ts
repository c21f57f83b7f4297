import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { BINARY, FINAL, MASKED, maskPayload, TEXT } from './web-socket-frame.ts';

export type FrameReceiver = {
  /** The payload is the receiver's to keep. */
  frame(payload: Buffer, isBinary: boolean): void;
};

export type LaneParts = {
  readonly socket: WebSocket;
  /** The connection below it. */
  readonly raw: Duplex;
  /** Clients mask their frames, servers do not. */
  readonly isMasked: boolean;
  /** Text frames too, whose UTF-8 nobody has checked. */
  readonly takesText: boolean;
  /** Longer ones are refused by `ws`. */
  readonly maxBytes: number;
  readonly receiver: FrameReceiver;
};

/** A `readyState` of `ws`, whose package is loaded on first use. */
export const OPEN = 1;
const CONTROL = 8;

/**
 * Lets messages that lie whole in what was read pass by the parser of `ws`, whose streams cost more than all that is done with
 * 20 ms of sound. Whatever else comes, it is given byte for byte: fragments, control frames, broken frames, frames that end in
 * a later read. Its own messages have to be listened to as before. Call it when the WebSocket has just opened.
 */
export function openFrameLane(parts: LaneParts): void {
  const { raw } = parts;
  const emit = raw.emit.bind(raw);
  const lane = new FrameLane(parts, (bytes) => void emit('data', bytes));
  // `ws` has no place to step in between its parser and the connection, and takes its listener off when it wants no more.
  raw.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== 'data' || !Buffer.isBuffer(values[0])) return emit(event, ...values);
    lane.read(values[0]);
    return true;
  };
}

/** `ws` tells of a broken frame only after the read that it came in, so what follows other frames in a read is given to it too. */
class FrameLane {
  readonly #socket: WebSocket;
  readonly #receiver: FrameReceiver;
  readonly #giveToWs: (bytes: Buffer) => void;
  readonly #mask: number;
  readonly #takesText: boolean;
  readonly #maxBytes: number;
  /** Bytes of a frame whose beginning `ws` already has. */
  #owed = 0;
  /** A head that is not complete. */
  #rest: Buffer | undefined;
  #isFragmented = false;
  /** The frame that `ws` has last been given may turn out to be broken. */
  #isDoubtful = false;

  constructor({ socket, isMasked, takesText, maxBytes, receiver }: LaneParts, giveToWs: (bytes: Buffer) => void) {
    this.#socket = socket;
    this.#receiver = receiver;
    this.#giveToWs = giveToWs;
    this.#mask = isMasked ? MASKED : 0;
    this.#takesText = takesText;
    this.#maxBytes = maxBytes;
  }

  read(chunk: Buffer): void {
    if (this.#owed === 0) this.#isDoubtful = false;
    let at = this.#owed === 0 ? 0 : this.#leave(chunk, 0, this.#owed);
    let bytes = chunk;
    if (this.#rest !== undefined && at < bytes.length) {
      bytes = Buffer.concat([this.#rest, bytes.subarray(at)]);
      this.#rest = undefined;
      at = 0;
    }
    while (at < bytes.length) {
      const first = bytes[at] ?? 0;
      const second = bytes[at + 1] ?? 0;
      const short = second & 0x7f;
      const head = 2 + (short < 126 ? 0 : short === 126 ? 2 : 8) + (second >= MASKED ? 4 : 0);
      if (bytes.length - at < Math.max(2, head)) {
        this.#rest = bytes.subarray(at);
        return;
      }
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
      const end = at + head + length;
      const isTaken = this.#isPlain(first, second, length);
      if (isTaken && !this.#isDoubtful && end <= bytes.length) {
        const start = at + head;
        if (this.#mask !== 0) maskPayload(bytes, start, end);
        at = end;
        this.#receiver.frame(bytes.subarray(start, end), first === (FINAL | BINARY));
      } else {
        if ((first & 0x0f) < CONTROL) this.#isFragmented = first < FINAL;
        this.#isDoubtful ||= !isTaken;
        at = this.#leave(bytes, at, end);
      }
    }
  }

  #isPlain(first: number, second: number, length: number): boolean {
    return (
      (first === (FINAL | BINARY) || (this.#takesText && first === (FINAL | TEXT))) &&
      (second & MASKED) === this.#mask &&
      length <= this.#maxBytes &&
      !this.#isFragmented &&
      this.#socket.readyState === OPEN
    );
  }

  /** Gives `ws` what there is of a frame. */
  #leave(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, bytes.length);
    this.#owed = end - until;
    this.#giveToWs(at === 0 && until === bytes.length ? bytes : bytes.subarray(at, until));
    return until;
  }
}
