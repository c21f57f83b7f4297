import { createServer, type IncomingMessage, type Server as NodeServer, type ServerResponse } from 'node:http';
import { BodyError } from './http-body.ts';
import { sendError } from './http-front.ts';
import { errorMessage, PARSE_ERROR, TRANSPORT_ERROR } from './json-rpc.ts';

const REFUSED_BODY_MS = 2000;

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
      if (thrown instanceof BodyError) return refuseBody(request, response, thrown);
      onUnexpected(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
      return sendError(response, 500, 'Something went wrong in this server');
    });
  });
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.requestTimeoutMs;
  // Longer than the idle time of common load balancers, which else send a request into a connection that just closed.
  server.keepAliveTimeout = 65_000;
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

/**
 * Answers at once, but closes only when the client has stopped sending or two seconds have passed: on a connection that is
 * closed in the middle of a body, the client sees a reset in place of the answer.
 */
function refuseBody(request: IncomingMessage, response: ServerResponse, { status, message }: BodyError): void {
  const text = errorMessage(status === 400 ? PARSE_ERROR : TRANSPORT_ERROR, message);
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, connection: 'close' });
  response.write(text);
  const end = (): void => {
    clearTimeout(limit);
    response.end();
  };
  const limit = setTimeout(end, REFUSED_BODY_MS);
  request.once('end', end).once('close', end).resume();
  if (request.readableEnded || request.destroyed) end();
}
