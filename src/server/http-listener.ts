import { createServer, type IncomingMessage, type Server as NodeServer, type ServerResponse } from 'node:http';
import { BodyError } from './http-body.ts';
import { sendError, sendJson } from './http-front.ts';
import { errorMessage, PARSE_ERROR, TRANSPORT_ERROR } from './json-rpc.ts';

export type ListenerLimits = {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly connections: number;
};

export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A `node:http` server around a route: timeouts and limits set, and every way to fail answered. */
export function createListener(
  route: Route,
  limits: ListenerLimits,
  onUnexpected: (story: string) => void,
): NodeServer {
  const server = createServer({ maxHeaderSize: 16_384, requireHostHeader: false }, (request, response) => {
    route(request, response).catch((thrown: unknown) => {
      if (response.headersSent || response.destroyed) return void response.destroy();
      if (thrown instanceof BodyError) {
        const code = thrown.status === 400 ? PARSE_ERROR : TRANSPORT_ERROR;
        // The rest of a refused body is not read, so the connection cannot be used again.
        return sendJson(response, thrown.status, errorMessage(code, thrown.message), { connection: 'close' });
      }
      onUnexpected(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      return sendError(response, 500, 'Something went wrong in this server');
    });
  });
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.requestTimeoutMs;
  server.maxConnections = limits.connections;
  return server;
}

/** Resolves with the port once connections are accepted; rejects when the address cannot be had. */
export function listen(server: NodeServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
