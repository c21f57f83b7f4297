import { once } from 'node:events';
import { WebSocket } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: each test reads the fields of its own events
export type StreamEvent = any;

/** A client of a live stream that keeps all it is told. */
export type StreamClient = {
  readonly socket: WebSocket;
  readonly events: readonly StreamEvent[];
  /** The nth event of the type that was not asked for yet, or the nth of all when a number is given. Waits for it. */
  event(type: string, nth?: number): Promise<StreamEvent>;
  audio(): Buffer;
  command(command: object): void;
  /** Reads nothing from now on. */
  pause(): void;
  resume(): void;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
};

/** Opens a stream and waits until it is open. */
export async function openStream(url: string): Promise<StreamClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const events: StreamEvent[] = [];
  const sounds: Buffer[] = [];
  const taken = new Map<string, number>();
  let waiting: (() => void)[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) sounds.push(data);
    else events.push(JSON.parse(data.toString('utf8')));
    for (const look of waiting.splice(0)) look();
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }));
  await once(socket, 'open');
  return {
    socket,
    events,
    event: (type, nth) =>
      new Promise((resolve) => {
        const number = nth ?? (type === 'ready' ? 1 : (taken.get(type) ?? 0) + 1);
        taken.set(type, number);
        const look = (): void => {
          const found = events.filter((event) => event.type === type)[number - 1];
          if (found === undefined) waiting = [...waiting, look];
          else resolve(found);
        };
        look();
      }),
    audio: () => Buffer.concat(sounds),
    command: (command) => socket.send(JSON.stringify(command)),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    closed,
  };
}

/** The status with which a handshake is refused. */
export async function refusalOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const socket = new WebSocket(url, { headers: { ...headers } });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  socket.terminate();
  return response.statusCode;
}
