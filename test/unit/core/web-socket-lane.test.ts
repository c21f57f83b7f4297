import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { clientFrame } from '../../../src/core/web-socket-frame.ts';
import { openFrameLane } from '../../../src/core/web-socket-lane.ts';

const MOST = 100_000;
const FINAL = 0x80;
const [CONTINUATION, TEXT, BINARY, CLOSE, PING] = [0, 1, 2, 8, 9];

/** A frame of a client with the first byte given; masked by zeros where short of a reason not to be. */
function frame(first: number, payload: Uint8Array, isMasked = true): Buffer {
  const { length } = payload;
  const long = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = Buffer.alloc(2 + long + (isMasked ? 4 : 0));
  head[0] = first;
  head[1] = (isMasked ? 0x80 : 0) | (long === 0 ? length : long === 2 ? 126 : 127);
  if (long === 2) head.writeUInt16BE(length, 2);
  if (long === 8) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

const bytes = (length: number, seed = 0): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 7 + seed) % 256));
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

type Heard = { readonly messages: string[]; readonly fast: number; readonly socket: WebSocket; readonly raw: Socket };

/** A server whose sockets read by the lane or without it, and a bare connection to it. */
async function startServer(hasLane: boolean) {
  const server = createServer();
  const door = new WebSocketServer({ noServer: true, maxPayload: MOST, perMessageDeflate: false });
  const opened = Promise.withResolvers<Heard>();
  const ended = Promise.withResolvers<number>();
  const heard = { messages: [] as string[], fast: 0 };
  server.on('upgrade', (request, raw, head) => {
    door.handleUpgrade(request, raw, head, (socket) => {
      const hear = (data: Buffer, isBinary: boolean): void => {
        heard.messages.push(`${isBinary ? 'binary' : 'text'} ${data.toString('latin1')}`);
      };
      socket.on('message', hear);
      socket.on('ping', (data) => heard.messages.push(`ping ${data.toString('latin1')}`));
      socket.on('error', (error) => heard.messages.push(`error ${error.message}`));
      socket.on('close', (code) => ended.resolve(code));
      if (hasLane) {
        const frame = (data: Buffer, isBinary: boolean): void => {
          heard.fast++;
          hear(data, isBinary);
        };
        openFrameLane({ socket, raw, isMasked: true, takesText: false, maxBytes: MOST, receiver: { frame } });
      }
      opened.resolve(Object.assign(heard, { socket, raw: raw as Socket })); // it listens on TCP alone
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  const client = connect(port, '127.0.0.1');
  client.on('error', () => {});
  client.write(
    'GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  client.resume();
  cleanups.push(() => {
    client.destroy();
    for (const socket of door.clients) socket.terminate();
    server.close();
  });
  return { heard: await opened.promise, ended: ended.promise, client };
}

/** What a server hears of these reads, and how it ended. */
async function heardOf(reads: readonly Buffer[], hasLane: boolean) {
  const { heard, ended, client } = await startServer(hasLane);
  // As the connection would give them, but cut where the test says.
  for (const read of reads) {
    heard.raw.emit('data', Buffer.from(read));
    await setImmediate();
  }
  client.end();
  return { messages: heard.messages, fast: heard.fast, code: await ended };
}

const PIECES: Readonly<Record<string, readonly Buffer[]>> = {
  'whole sounds': [clientFrame(bytes(960)), clientFrame(bytes(960, 1)), clientFrame(bytes(3)), clientFrame(bytes(0))],
  'sounds of every length': [125, 126, 65_535, 65_536, MOST].map((length) => clientFrame(bytes(length))),
  'sound among text': [clientFrame(bytes(40)), clientFrame('{"type":"commit"}'), clientFrame(bytes(41))],
  'a message in fragments, with a ping between': [
    clientFrame(bytes(10)),
    frame(BINARY, bytes(5)),
    frame(FINAL | PING, Buffer.from('here?')),
    frame(CONTINUATION, bytes(6)),
    frame(FINAL | CONTINUATION, bytes(7)),
    clientFrame(bytes(11)),
  ],
  'a message that begins before another has ended': [
    frame(BINARY, bytes(5)),
    clientFrame(bytes(6)),
    clientFrame(bytes(7)),
  ],
  'a frame that is too long': [clientFrame(bytes(5)), clientFrame(bytes(MOST + 1)), clientFrame(bytes(6))],
  'a frame without a mask': [clientFrame(bytes(5)), frame(FINAL | BINARY, bytes(6), false), clientFrame(bytes(7))],
  'reserved bits': [clientFrame(bytes(5)), frame(FINAL | 0x40 | BINARY, bytes(6)), clientFrame(bytes(7))],
  'an opcode that nobody knows': [clientFrame(bytes(5)), frame(FINAL | 3, bytes(6)), clientFrame(bytes(7))],
  'a continuation of nothing': [frame(FINAL | CONTINUATION, bytes(6)), clientFrame(bytes(7))],
  'a goodbye, and more': [
    clientFrame(bytes(5)),
    frame(FINAL | CLOSE, Buffer.from([0x03, 0xe8])),
    clientFrame(bytes(6)),
  ],
  'broken text': [clientFrame(bytes(5)), frame(FINAL | TEXT, Buffer.from([0xff, 0xfe])), clientFrame(bytes(6))],
};

/** Cuts of so many bytes, over and over; the last piece is what is left. */
function cut(whole: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(whole.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

const CUTS: readonly (readonly number[])[] = [
  [Number.POSITIVE_INFINITY],
  [964],
  [1, 2, 3],
  [968, 5, 1],
  [13, 70_000],
  [7],
];

describe('the lane for whole frames', () => {
  for (const [name, pieces] of Object.entries(PIECES)) {
    it.each(CUTS)(`hears ${name} as without it, read by %j`, async (...lengths) => {
      const whole = Buffer.concat(pieces);
      // A byte at a time, long frames say no more than short ones, only later.
      const reads = cut(whole, whole.length > 10_000 && Math.max(...lengths) < 900 ? [911, 3] : lengths);
      const [alone, beside] = await Promise.all([heardOf(reads, false), heardOf(reads, true)]);
      expect(beside.messages).toEqual(alone.messages);
      expect(beside.code).toBe(alone.code);
    });
  }

  it('takes whole sounds itself', async () => {
    const sounds = Array.from({ length: 50 }, (_, index) => clientFrame(bytes(960, index)));
    const { fast, messages } = await heardOf([Buffer.concat(sounds)], true);
    expect(fast).toBe(50);
    expect(messages).toHaveLength(50);
  });

  it('says nothing more once its socket is being closed', async () => {
    const { heard, client, ended } = await startServer(true);
    heard.raw.emit('data', clientFrame(bytes(5)));
    heard.socket.terminate();
    heard.raw.emit('data', clientFrame(bytes(6)));
    await ended;
    expect(heard.fast).toBe(1);
    client.destroy();
  });
});
