import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export type SocketVisit = {
  /** Path and query of the handshake. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** What the client sent so far: text as text, bytes as bytes. */
  readonly received: (string | Buffer)[];
  readonly socket: WebSocket;
};

export type SocketHandler = (visit: SocketVisit) => void;

export type SocketUpstream = {
  /** `http://127.0.0.1:port`; the sockets are at the same place. */
  readonly url: string;
  readonly visits: SocketVisit[];
  /** Bodies of plain requests, in order. */
  readonly bodies: string[];
  /** Called for each connection, before its first message is read. */
  serve(next: SocketHandler): void;
  /** Answers handshakes with this HTTP answer instead; `undefined` accepts them again. */
  refuse(answer: { readonly status: number; readonly body: string } | undefined): void;
  /** Answers plain requests with JSON; 404 where it has none. */
  answer(next: ((path: string, method: string) => object | undefined) | undefined): void;
  /** The nth connection, counted from 0, as soon as it is there. */
  visit(index: number): Promise<SocketVisit>;
  close(): Promise<void>;
};

/** A provider's WebSocket on loopback. */
export async function startSocketUpstream(first: SocketHandler): Promise<SocketUpstream> {
  let handler = first;
  let refusal: { readonly status: number; readonly body: string } | undefined;
  const visits: SocketVisit[] = [];
  const bodies: string[] = [];
  const awaited = new Map<number, PromiseWithResolvers<SocketVisit>>();
  let answers: ((path: string, method: string) => object | undefined) | undefined;
  const server = createServer((request, response) => {
    let sent = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      sent += part;
    });
    request.on('end', () => {
      bodies.push(sent);
      const body = answers?.(request.url ?? '', request.method ?? '');
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, raw, head) => {
    if (refusal !== undefined) {
      const { status, body } = refusal;
      raw.end(
        `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      return;
    }
    sockets.handleUpgrade(request, raw, head, (socket) => {
      const visit: SocketVisit = { url: request.url ?? '', headers: request.headers, received: [], socket };
      // Without a type of its own `ws` hands over buffers.
      socket.on('message', (data: Buffer, isBinary) => visit.received.push(isBinary ? data : data.toString('utf8')));
      visits.push(visit);
      handler(visit);
      awaited.get(visits.length - 1)?.resolve(visit);
      awaited.delete(visits.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `listen` on a TCP port gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    visits,
    bodies,
    serve: (next) => {
      handler = next;
    },
    refuse: (answer) => {
      refusal = answer;
    },
    answer: (next) => {
      answers = next;
    },
    visit: async (index) => {
      const visited = visits[index];
      if (visited !== undefined) return visited;
      const waiting = awaited.get(index) ?? Promise.withResolvers<SocketVisit>();
      awaited.set(index, waiting);
      return waiting.promise;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
