import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { App } from '../core/app.ts';
import { httpRefusal } from '../core/http-refusal.ts';
import { STREAM_PATH } from '../core/voice-sessions.ts';
import { type Gate, isAllowedHost, isAllowedOrigin } from './guards.ts';

type UpgradeOptions = {
  readonly app: App;
  readonly gate: Gate;
  readonly server: Server;
  readonly isDraining: () => boolean;
};

/**
 * Takes WebSocket handshakes: those for a live stream, from hosts and origins that any other request may come from, go to the
 * sessions; all others are refused. The ticket in the path is the permission: a browser can send no token with a handshake.
 */
export function createUpgrade({ app, gate, server, isDraining }: UpgradeOptions) {
  const refusalOf = ({
    headers,
    url = '',
  }: IncomingMessage): readonly [status: number, message: string] | undefined => {
    if (!isAllowedHost(gate, headers.host)) return [403, 'This Host is not served here'];
    if (!isAllowedOrigin(gate, headers.origin)) return [403, 'Pages of this Origin may not call'];
    if (isDraining()) return [503, 'This server is about to end'];
    return streamOf(url) === undefined ? [404, 'Nothing is streamed here'] : undefined;
  };

  return (request: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    const socket = duplex as Socket; // the server listens on TCP alone
    // A client that leaves in the middle of this is no fault of anybody.
    socket.on('error', () => socket.destroy());
    if (!/\bwebsocket\b/i.test(request.headers.upgrade ?? '')) {
      serveWithout(request, socket, head, server);
      return;
    }
    const stream = streamOf(request.url ?? '');
    const refusal = refusalOf(request);
    if (refusal !== undefined || stream === undefined) {
      socket.end(httpRefusal(...(refusal ?? [404, 'Nothing is streamed here'])));
      return;
    }
    const { headers } = request;
    app.voice().then(
      (sessions) => sessions.acceptStream({ ...stream, headers, socket, head }),
      () => socket.end(httpRefusal(503, 'There are no live sessions at the moment')),
    );
  };
}

/** The ticket in a stream's address, and what its client has seen. */
function streamOf(url: string): { readonly ticket: string; readonly after: number | undefined } | undefined {
  const [path = '', query = ''] = url.split('?');
  const ticket = path.startsWith(STREAM_PATH) ? path.slice(STREAM_PATH.length) : '';
  const seen = new URLSearchParams(query).get('after');
  const after = seen !== null && /^\d{1,9}$/.test(seen) ? Number(seen) : undefined;
  return /^[\w-]{20,64}$/.test(ticket) ? { ticket, after } : undefined;
}

/** Headers by which a client offers another protocol. */
const OFFER = /^(?:upgrade|connection|http2-settings)$/i;

/**
 * Serves a request that offers a protocol which is not spoken here, such as HTTP/2 of Java clients, as if it had not: an offer
 * may be passed over. Its bytes go to a parser of their own, because the first one let go of the connection.
 */
function serveWithout(
  { method, url, rawHeaders }: IncomingMessage,
  socket: Socket,
  head: Buffer,
  server: Server,
): void {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (!OFFER.test(rawHeaders[index] ?? '')) lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
