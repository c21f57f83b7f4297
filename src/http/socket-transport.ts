import type { Duplex } from 'node:stream';
import type { Socket } from '../core/socket.ts';
import { clientFrame } from '../core/web-socket-frame.ts';
import { openFrameLane } from '../core/web-socket-lane.ts';
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
  readonly onMessage: (data: string | Uint8Array) => void;
  /** Once, after the handshake. `fault` is the transport's own error. 1006 when no close frame came. */
  readonly onClose: (code: number, reason: string, fault: Error | undefined) => void;
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
export const wsTransport: SocketTransport = async ({
  url,
  headers,
  protocols,
  handshakeMs,
  signal,
  ca,
  ...handlers
}) => {
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
    let isOpen = false;
    let isAlive = true;
    let fault: Error | undefined;
    let heartbeat: NodeJS.Timeout | undefined;
    let raw: Duplex | undefined;
    const abort = (): void => socket.terminate();
    signal.addEventListener('abort', abort, { once: true });
    openSockets.add(socket);

    socket.on('unexpected-response', (request, response) => {
      // The body is read by whoever handles the refusal; its end lets the request go.
      response.once('close', () => request.destroy());
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
    const hear = (data: Buffer, isBinary: boolean): void => {
      isAlive = true;
      handlers.onMessage(isBinary ? data : data.toString('utf8'));
    };
    socket.on('message', hear);
    socket.on('upgrade', (response) => {
      raw = response.socket;
    });
    socket.on('pong', () => {
      isAlive = true;
    });
    socket.on('close', (code, reason) => {
      signal.removeEventListener('abort', abort);
      clearInterval(heartbeat);
      openSockets.delete(socket);
      if (isOpen) handlers.onClose(code, reason.toString('utf8'), fault);
      else reject(fault ?? new Error('The connection closed during the handshake'));
    });
    socket.on('open', () => {
      isOpen = true;
      const connection = raw;
      if (connection === undefined) throw new Error('A WebSocket opened without a connection');
      openFrameLane({
        socket,
        raw: connection,
        isMasked: false,
        takesText: true,
        maxBytes: MAX_MESSAGE_BYTES,
        onFrame: hear,
      });
      heartbeat = setInterval(() => {
        if (!isAlive) {
          fault ??= new Error('No sign of life');
          socket.terminate();
          return;
        }
        isAlive = false;
        socket.ping();
      }, HEARTBEAT_MS);
      heartbeat.unref();
      resolve({
        send: (data) => {
          // What `ws` writes itself are whole frames too. It would mask byte by byte.
          if (socket.readyState === WebSocket.OPEN) connection.write(clientFrame(data));
        },
        bufferedBytes: () => connection.writableLength,
        close: () => {
          socket.close(1000);
          setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
        },
      });
    });
    if (signal.aborted) abort();
  });
};

/** Ends all connections at once. For the end of the process and for tests. */
export function closeSockets(): void {
  for (const socket of openSockets) socket.terminate();
}
