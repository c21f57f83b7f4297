import type { IncomingMessage, ServerResponse } from 'node:http';
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';
import type { Caller } from './bearer.ts';
import type { ServerBuilder } from './mcp-server.ts';

export type SseOptions = { readonly build: ServerBuilder; readonly maxSessions: number; readonly keepAliveMs: number };

/** The HTTP+SSE pair of 2024: a stream at `/sse`, messages posted to `/messages`. Deprecated, and only on request. */
export type LegacySse = {
  open(response: ServerResponse, caller: Caller): Promise<void>;
  /** False when no stream of this caller has the session id. */
  post(request: IncomingMessage, response: ServerResponse, body: unknown, caller: Caller): Promise<boolean>;
  close(): Promise<void>;
};

export const SSE_PATH = '/sse';
export const MESSAGES_PATH = '/messages';

export function createLegacySse({ build, maxSessions, keepAliveMs }: SseOptions): LegacySse {
  const streams = new Map<string, { readonly transport: SSEServerTransport; readonly caller: Caller }>();
  return {
    open: async (response, caller) => {
      if (streams.size >= maxSessions) {
        response.writeHead(503, { 'retry-after': '30' }).end('Too many streams are open');
        return;
      }
      const transport = new SSEServerTransport(MESSAGES_PATH, response);
      const { sessionId } = transport;
      streams.set(sessionId, { transport, caller });
      const keepAlive = setInterval(() => response.write(': keepalive\n\n'), keepAliveMs);
      keepAlive.unref();
      response.once('close', () => {
        clearInterval(keepAlive);
        streams.delete(sessionId);
      });
      const { authInfo } = caller;
      await build({ era: 'legacy', ...(authInfo === undefined ? {} : { authInfo }) }).connect(transport);
    },
    post: async (request, response, body, caller) => {
      const sessionId = new URL(request.url ?? '/', 'http://localhost').searchParams.get('sessionId') ?? '';
      const stream = streams.get(sessionId);
      const { tenant, subject } = caller.principal;
      const owner = stream?.caller.principal;
      if (stream === undefined || owner?.tenant !== tenant || owner.subject !== subject) return false;
      // The transport reads who calls from the request, as Express middleware leaves it there.
      await stream.transport.handlePostMessage(Object.assign(request, { auth: caller.authInfo }), response, body);
      return true;
    },
    close: async () => {
      await Promise.all([...streams.values()].map(({ transport }) => transport.close()));
    },
  };
}
