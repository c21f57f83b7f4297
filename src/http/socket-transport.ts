import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ConnectOptions } from '../core/endpoint.ts';
import type { Socket, SocketHandlers } from '../core/socket.ts';
import { clientFrame } from '../core/web-socket-frame.ts';
import { type FrameReceiver, OPEN, openFrameLane } from '../core/web-socket-lane.ts';
import type { TransportAnswer } from './transport.ts';
import { flatHeaders } from './transport.ts';

export type SocketRequest = {
  /** `ws:` or `wss:`. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  /** For the connection and the handshake. */
  readonly handshakeMs: number;
  readonly signal: AbortSignal;
  /** Certificates (PEM) to trust beside the public ones. */
  readonly ca?: string;
  /** Binary frames hold text too. */
  readonly isTextOnly: boolean;
  readonly lift: ConnectOptions['lift'];
  /** Of each text, without the sound in it. */
  readonly redact: (text: string) => string;
  readonly onMessage: SocketHandlers['onMessage'];
  /** Once, after the handshake. */
  readonly onClose: (closed: SocketClosed) => void;
};

/** How a connection ended: 1006 when no close frame came. `fault` is the transport's own error; `isOurs` after `close`. */
export type SocketClosed = {
  readonly code: number;
  readonly reason: string;
  readonly fault: Error | undefined;
  readonly isOurs: boolean;
};

/** The server answered the handshake with something else than a WebSocket. */
export class HandshakeRefused extends Error {
  readonly answer: TransportAnswer;

  constructor(answer: TransportAnswer) {
    super(`The handshake was answered with ${answer.status}`);
    this.answer = answer;
  }
}

/** Opens one WebSocket. Rejects with `HandshakeRefused` or the transport's own error. */
export type SocketTransport = (request: SocketRequest) => Promise<Socket>;

const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** A connection that answers no ping for this long is gone, whatever TCP believes. */
const HEARTBEAT_MS = 20_000;
/** How long the other side has to answer our goodbye. */
const GOODBYE_MS = 2_000;

/** Everything that is open to a provider and stays so, whatever carries it. */
export const openSockets = new Set<{ terminate(): void }>();

/** The `ws` package, loaded on the first connection. */
export const wsTransport: SocketTransport = async (request) => {
  const { url, headers, protocols, handshakeMs, signal, ca } = request;
  const { WebSocket } = await import('ws');
  const trust = ca === undefined ? {} : { ca: [...(await import('node:tls')).rootCertificates, ca] };
  return new Promise<Socket>((resolve, reject) => {
    const socket = new WebSocket(url, [...protocols], {
      headers: { ...headers },
      handshakeTimeout: handshakeMs,
      maxPayload: MAX_MESSAGE_BYTES,
      // Compressing speech costs more than it saves, and holds frames back.
      perMessageDeflate: false,
      // A provider's broken text is shown with replacement characters; to check each message first would cost every frame.
      skipUTF8Validation: true,
      ...trust,
    });
    let fault: Error | undefined;
    let raw: Duplex | undefined;
    let open: OpenSocket | undefined;
    const abort = (): void => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    openSockets.add(socket);

    socket.on('unexpected-response', (refused, response) => {
      // The body is read by whoever handles the refusal; its end lets the request go.
      response.once('close', () => refused.destroy());
      fault = new HandshakeRefused({
        status: response.statusCode ?? 0,
        headers: flatHeaders(response.headers),
        body: response,
      });
      reject(fault);
    });
    socket.on('error', (error) => {
      fault ??= error;
    });
    socket.on('upgrade', (response) => {
      raw = response.socket;
    });
    socket.on('close', (code, reason) => {
      signal.removeEventListener('abort', abort);
      openSockets.delete(socket);
      if (open === undefined) reject(fault ?? new Error('The connection closed during the handshake'));
      else open.closed(code, reason.toString('utf8'), fault);
    });
    socket.on('open', () => {
      if (raw === undefined) throw new Error('A WebSocket opened without a connection');
      open = new OpenSocket(socket, raw, request);
      resolve(open);
    });
    if (signal.aborted) abort();
  });
};

class OpenSocket implements Socket, FrameReceiver {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #isTextOnly: boolean;
  readonly #lift: SocketRequest['lift'];
  readonly #redact: SocketRequest['redact'];
  readonly #onMessage: SocketRequest['onMessage'];
  readonly #onClose: SocketRequest['onClose'];
  readonly #heartbeat: NodeJS.Timeout;
  #fault: Error | undefined;
  #isAlive = true;
  #isOurs = false;

  constructor(socket: WebSocket, raw: Duplex, { isTextOnly, lift, redact, onMessage, onClose }: SocketRequest) {
    this.#socket = socket;
    this.#raw = raw;
    this.#isTextOnly = isTextOnly;
    this.#lift = lift;
    this.#redact = redact;
    this.#onMessage = onMessage;
    this.#onClose = onClose;
    socket.on('message', (data: Buffer, isBinary) => this.frame(data, isBinary));
    openFrameLane({ socket, raw, isMasked: false, takesText: true, maxBytes: MAX_MESSAGE_BYTES, receiver: this });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  frame(payload: Buffer, isBinary: boolean): void {
    this.#isAlive = true;
    if (isBinary && !this.#isTextOnly) {
      this.#onMessage(payload);
      return;
    }
    const lifted = this.#lift?.(payload);
    if (lifted === undefined) this.#onMessage(this.#redact(payload.toString('utf8')));
    else this.#onMessage(this.#redact(lifted.text), lifted.sound);
  }

  closed(code: number, reason: string, fault: Error | undefined): void {
    clearInterval(this.#heartbeat);
    this.#onClose({ code, reason, fault: fault ?? this.#fault, isOurs: this.#isOurs });
  }

  send(data: string | Uint8Array): void {
    // What `ws` writes itself are whole frames too. It would mask byte by byte.
    if (this.#socket.readyState === OPEN) this.#raw.write(clientFrame(data));
  }

  bufferedBytes(): number {
    return this.#raw.writableLength;
  }

  close(): void {
    this.#isOurs = true;
    this.#socket.close(1000);
    setTimeout(() => this.#socket.terminate(), GOODBYE_MS).unref();
  }

  #beat(): void {
    if (!this.#isAlive) {
      this.#fault = new Error('No sign of life');
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }
}

/** Ends all connections at once. For the end of the process and for tests. */
export function closeSockets(): void {
  for (const socket of openSockets) socket.terminate();
}
