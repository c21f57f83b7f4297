// One client's connection: sends numbered frames of sound, and checks what comes back byte for byte against them.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createFrameReader, frameOf, type OnMessage } from './frames.ts';
import type { Message } from './shapes.ts';

/** 20 ms at 24 kHz. */
export const FRAME_BYTES = 960;
const HEADER_BYTES = 8;
/** Frames on their way whose time is remembered: more than a minute of them. */
const REMEMBERED = 4_096;

export type Link = {
  /** Frames that came back, and frames that did not although later ones did. */
  readonly back: number;
  readonly sent: number;
  readonly lost: number;
  /** What the relay said it left out, in ms. */
  readonly droppedMs: number;
  readonly isOpen: boolean;
  frame(): void;
  say(message: object): void;
  /** The next sound that comes. */
  sound(): Promise<void>;
  pause(): void;
  resume(): void;
  close(): void;
};

export type LinkOptions = {
  readonly url: string;
  readonly number: number;
  readonly wrap: (sound: Buffer) => Message;
  readonly soundIn: (payload: Buffer, isText: boolean) => Buffer | undefined;
  /** Delay of each frame, there and back, in ms. */
  readonly onDelay: (ms: number) => void;
};

export async function openLink({ url, number, wrap, soundIn, onDelay }: LinkOptions): Promise<Link> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const rest = await accepted(socket);

  const sentAt = new Float64Array(REMEMBERED);
  const header = Buffer.alloc(HEADER_BYTES);
  let filled = 0;
  let sent = 0;
  let back = 0;
  let lost = 0;
  let droppedMs = 0;
  const waiting: (() => void)[] = [];

  const frameDone = (): void => {
    const sequence = header.readUInt32LE(4);
    if (header.readUInt32LE(0) !== number || sequence < back + lost) lost++;
    else {
      lost = sequence - back;
      onDelay(performance.now() - (sentAt[sequence % REMEMBERED] ?? Number.NaN));
      back++;
    }
  };
  const hearSound = (sound: Buffer): void => {
    for (const resolve of waiting.splice(0)) resolve();
    if (sent === 0) return;
    let at = 0;
    while (at < sound.length) {
      if (filled < HEADER_BYTES) {
        const taken = sound.copy(header, filled, at, at + HEADER_BYTES - filled);
        at += taken;
        filled += taken;
        continue;
      }
      const taken = Math.min(FRAME_BYTES - filled, sound.length - at);
      at += taken;
      filled += taken;
      if (filled < FRAME_BYTES) continue;
      filled = 0;
      frameDone();
    }
  };
  const onMessage: OnMessage = (payload, isText) => {
    const sound = soundIn(payload, isText);
    if (sound !== undefined) hearSound(sound);
    else if (isText && payload.includes('audio_dropped')) droppedMs += JSON.parse(payload.toString('utf8')).ms;
  };
  const read = createFrameReader(onMessage);
  if (rest.length > 0) read(rest);
  socket.on('data', read).resume();

  const template = Buffer.alloc(FRAME_BYTES, number % 251);
  template.writeUInt32LE(number, 0);
  const send = ({ parts, isText }: Message): boolean => socket.write(frameOf(parts, isText, true));
  return {
    get back() {
      return back;
    },
    get sent() {
      return sent;
    },
    get lost() {
      return lost;
    },
    get droppedMs() {
      return droppedMs;
    },
    get isOpen() {
      return !socket.destroyed && !socket.readableEnded;
    },
    frame() {
      template.writeUInt32LE(sent, 4);
      sentAt[sent % REMEMBERED] = performance.now();
      sent++;
      send(wrap(template));
    },
    say: (message) => void send({ parts: [Buffer.from(JSON.stringify(message))], isText: true }),
    sound: () => new Promise((resolve) => waiting.push(resolve)),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
  };
}

/** What came after the answer to the handshake. */
function accepted(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return;
      socket.off('data', hear).pause();
      if (bytes.subarray(0, 12).toString() === 'HTTP/1.1 101') resolve(bytes.subarray(end + 4));
      else reject(new Error(`The handshake was refused: ${bytes.subarray(0, 200).toString()}`));
    };
    socket.on('data', hear);
    socket.once('close', () => reject(new Error('The connection ended in the handshake')));
  });
}
