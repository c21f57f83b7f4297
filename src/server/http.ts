import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler, isLegacyRequest, type ServerNotifier } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { serveArtifact } from './artifact-route.ts';
import { type Caller, createAuthenticate, hasAuthentication } from './bearer.ts';
import { createDispatcher } from './dispatcher.ts';
import { createDrain } from './drain.ts';
import { askFixed } from './fixed-answers.ts';
import { assertMayListen, createGate } from './guards.ts';
import { readJsonBody } from './http-body.ts';
import { createFront, pathOf, sendError, sendJson } from './http-front.ts';
import { createListener, listen } from './http-listener.ts';
import { errorMessage, faultOf, INVALID_REQUEST, idOf } from './json-rpc.ts';
import type { FixedMethod } from './lean-request.ts';
import { createLeanWay } from './lean-way.ts';
import { createServerBuilder, type ReachOf, type ServerBuilder } from './mcp-server.ts';
import { type ServerParts, shippedParts } from './parts.ts';
import { createResourceMetadata } from './resource-metadata.ts';
import { createSessions, type Sessions } from './sessions.ts';
import type { LegacySse } from './sse-legacy.ts';
import { createUpgrade } from './voice-upgrade.ts';
import { sendWebResponse, toWebRequest } from './web-bridge.ts';

/** Every limit of the HTTP server. Sizes in bytes, durations in ms. */
export const HTTP_LIMITS = {
  bodyBytes: 4_194_304,
  connections: 1024,
  sessions: 256,
  sessionIdleMs: 1_800_000,
  keepAliveMs: 15_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  /** How long `close` lets running requests finish before it cancels them. */
  drainMs: 10_000,
};

export type HttpOptions = {
  readonly app: App;
  /** 127.0.0.1 by default. Beyond loopback, authentication and allowed hosts must be configured. */
  readonly host?: string;
  /** 3000 by default; 0 takes a free one. */
  readonly port?: number;
  /** Also serve the deprecated HTTP+SSE pair. */
  readonly sse?: boolean;
  /** What to serve; the shipped tools, resources and prompts when left out. */
  readonly parts?: ServerParts;
  /** Replaces what is built from the parts. */
  readonly build?: ServerBuilder;
  /** Sends every request the SDK's way, for the test that compares it with the lean one. */
  readonly isSdkOnly?: boolean;
  readonly limits?: Partial<typeof HTTP_LIMITS>;
};

export type HttpServer = {
  /** The MCP endpoint. */
  readonly url: string;
  readonly port: number;
  /** Publishes change notifications to `subscriptions/listen` streams. */
  readonly notify: ServerNotifier;
  readonly sessions: Sessions;
  /** Stops accepting, lets running requests finish for a while, then cancels the rest. */
  close(): Promise<void>;
};

const MCP_PATH = '/mcp';

/** Serves MCP at `/mcp`, both protocol eras. Throws one clear line when the address may not be listened on. */
export async function serveHttp({
  app,
  host = '127.0.0.1',
  port = 3000,
  sse = false,
  ...options
}: HttpOptions): Promise<HttpServer> {
  const { http } = app.config;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  assertMayListen(host, hasAuthentication(http), http.allowedHosts);

  const reachOf = linkReach(http.publicUrl);
  const { keepAliveMs } = limits;
  const { build, dispatcher } = await openServing({ app, ...options }, reachOf);
  const onerror = (error: Error): void => app.log.debug(`protocol: ${error.message}`);
  const modern = createMcpHandler(build, { legacy: 'reject', keepAliveMs, onerror });
  const ask = (method: FixedMethod) => askFixed(modern, method);
  const lean = dispatcher && createLeanWay({ app, dispatcher, reachOf, ask, keepAliveMs });
  const unlisten = app.updates.listen((uri) => modern.notify.resourceUpdated(uri));
  const sessions = createSessions({
    build,
    clock: app.clock,
    maxSessions: limits.sessions,
    idleMs: limits.sessionIdleMs,
    keepAliveMs,
  });
  let legacySse: LegacySse | undefined;
  if (sse) {
    const { createLegacySse } = await import('./sse-legacy.ts');
    legacySse = createLegacySse({ build, maxSessions: limits.sessions, keepAliveMs });
  }

  const drain = createDrain();
  const gate = createGate(host, http.allowedHosts, http.allowedOrigins);
  const front = createFront({
    gate,
    authenticate: await createAuthenticate(http, app.clock),
    metadata: createResourceMetadata(http, MCP_PATH),
    requiresToken: hasAuthentication(http),
    isDraining: () => drain.isDraining,
    artifacts: (request, response) => drain.track(serveArtifact(app, request, response)),
    voicePage: async (request, response) => (await import('./voice-page.ts')).serveVoicePage(request, response),
  });

  const mcp = async (request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void> => {
    const isPost = request.method === 'POST';
    if (!isPost && request.method !== 'GET' && request.method !== 'DELETE') {
      return sendError(response, 405, 'Use POST', { allow: 'POST, GET, DELETE' });
    }
    const body = isPost ? await readJsonBody(request, limits.bodyBytes) : undefined;
    const fault = isPost && (!Array.isArray(body) || body.length === 0) ? faultOf(body) : undefined;
    if (fault !== undefined) {
      return sendJson(response, 400, errorMessage(INVALID_REQUEST, `Invalid Request: ${fault}`, idOf(body)));
    }
    const taken = lean?.take(request, response, body, caller);
    if (taken !== undefined) return drain.track(taken);
    const web = toWebRequest(request, response);
    const deliver = (answer: Response): Promise<void> => sendWebResponse(response, answer);
    const work = async (): Promise<void> => {
      if (await isLegacyRequest(web, body)) return sessions.serve({ request: web, body, caller, deliver });
      const { authInfo } = caller;
      return deliver(await modern.fetch(web, { parsedBody: body, ...(authInfo === undefined ? {} : { authInfo }) }));
    };
    // A subscription has no end of its own to wait for.
    return isPost && !isSubscription(body) ? drain.track(work()) : work();
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caller = await front(request, response);
    if (caller === undefined) return;
    const path = pathOf(request);
    if (path === MCP_PATH) return mcp(request, response, caller);
    if (legacySse !== undefined) {
      const { SSE_PATH, MESSAGES_PATH } = await import('./sse-legacy.ts');
      if (path === SSE_PATH && request.method === 'GET') return legacySse.open(response, caller);
      if (path === MESSAGES_PATH && request.method === 'POST') {
        const body = await readJsonBody(request, limits.bodyBytes);
        if (!(await legacySse.post(request, response, body, caller))) sendError(response, 404, 'Session not found');
        return;
      }
    }
    sendError(response, 404, `MCP is served at ${MCP_PATH}`);
  };

  const server = createListener(route, limits, (error) => app.log.error(`Unexpected error: ${error}`));
  server.on('upgrade', createUpgrade({ app, gate, server, isDraining: () => drain.isDraining }));
  const bound = await listen(server, host, port);
  return {
    url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${bound}${MCP_PATH}`,
    port: bound,
    notify: modern.notify,
    sessions,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await drain.finish(limits.drainMs);
      unlisten();
      await app.leave();
      lean?.close();
      await Promise.all([modern.close(), sessions.close(), legacySse?.close()]);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What makes the SDK's servers, and the dispatcher of a way past them where there may be one. */
async function openServing({ app, build, isSdkOnly = false, ...options }: HttpOptions, reachOf: ReachOf) {
  if (build !== undefined) return { build };
  const parts = options.parts ?? (await shippedParts(app));
  const dispatcher = await createDispatcher(parts);
  return { build: createServerBuilder(parts, dispatcher, reachOf), ...(isSdkOnly ? {} : { dispatcher }) };
}

/** Links begin with the address under which this very client reached us, unless the operator says what stands in front. */
const linkReach =
  (publicUrl: string | undefined): ReachOf =>
  (origin) => {
    const base = publicUrl?.replace(/\/+$/, '') ?? origin;
    return base === undefined ? undefined : { kind: 'link', base };
  };

const isSubscription = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'method' in body && body.method === 'subscriptions/listen';
