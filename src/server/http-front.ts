import type { IncomingMessage, ServerResponse } from 'node:http';
import { ARTIFACTS_PATH } from './artifact-route.ts';
import type { Authenticate, Caller, Refused } from './bearer.ts';
import { type Gate, isAllowedHost, isAllowedOrigin } from './guards.ts';
import type { Route } from './http-listener.ts';
import { errorMessage, TRANSPORT_ERROR } from './json-rpc.ts';
import type { ResourceMetadata } from './resource-metadata.ts';
import { isOfVoicePage } from './voice-page-path.ts';

export type FrontOptions = {
  readonly gate: Gate;
  readonly authenticate: Authenticate;
  readonly metadata: ResourceMetadata;
  readonly requiresToken: boolean;
  readonly isDraining: () => boolean;
  /** Answers a request below `/artifacts/`. */
  readonly artifacts: Route;
  /** Answers a request for a file of the voice page. */
  readonly voicePage: Route;
};

/**
 * Everything that is decided before a request reaches a protocol handler: health, Host, Origin, preflight, metadata, links,
 * token.
 * Resolves with the caller, or with `undefined` when the request has been answered here.
 */
export type Front = (request: IncomingMessage, response: ServerResponse) => Promise<Caller | undefined>;

const CORS_HEADERS =
  'authorization, content-type, accept, last-event-id, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id';

const EXPOSED_HEADERS = 'mcp-session-id, www-authenticate, accept-ranges, content-range, etag';

export function createFront({
  gate,
  authenticate,
  metadata,
  requiresToken,
  isDraining,
  artifacts,
  voicePage,
}: FrontOptions): Front {
  return async (request, response) => {
    const { headers } = request;
    if (pathOf(request) === '/healthz') {
      // Orchestrators probe by address, whatever the name; it tells nothing but that the process is up.
      sendJson(response, isDraining() ? 503 : 200, JSON.stringify({ status: isDraining() ? 'draining' : 'ok' }));
      return undefined;
    }
    if (!isAllowedHost(gate, headers.host)) {
      sendError(response, 403, 'This Host is not served here; LLMKIT_ALLOWED_HOSTS lists the names that are');
      return undefined;
    }
    if (!isAllowedOrigin(gate, headers.origin)) {
      sendError(response, 403, 'Pages of this Origin may not call; LLMKIT_ALLOWED_ORIGINS lists those that may');
      return undefined;
    }
    if (headers.origin !== undefined) {
      response.setHeader('access-control-allow-origin', headers.origin);
      response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
      response.setHeader('vary', 'origin');
    }
    if (request.method === 'OPTIONS') {
      const methods = { 'access-control-allow-methods': 'POST, GET, DELETE', 'access-control-max-age': '600' };
      response.writeHead(204, { ...methods, 'access-control-allow-headers': CORS_HEADERS }).end();
      return undefined;
    }
    const document = requiresToken && request.method === 'GET' ? metadata.documentFor(request) : undefined;
    if (document !== undefined) {
      sendJson(response, 200, JSON.stringify(document));
      return undefined;
    }
    if (pathOf(request).startsWith(ARTIFACTS_PATH)) {
      // The link is the permission: players and image elements cannot send a token. Host and Origin are checked all the same,
      // so a page that came by a link may show what it opens, as `<img>` and `<audio>` do without an Origin, but only an
      // allowed page may read it.
      await artifacts(request, response);
      return undefined;
    }
    if (isOfVoicePage(pathOf(request))) {
      // A page tells nobody anything; what it then asks for is asked with a token.
      await voicePage(request, response);
      return undefined;
    }
    const caller = await authenticate(headers.authorization);
    if (!('refused' in caller)) return caller;
    challenge(response, caller, { url: metadata.urlFor(request), scope: metadata.scope });
    return undefined;
  };
}

type Wanted = { readonly url: string; readonly scope: string };

function challenge(response: ServerResponse, { refused, reason }: Refused, { url, scope }: Wanted): void {
  if (refused === 'unavailable') {
    sendError(response, 503, reason, { 'retry-after': '5' });
    return;
  }
  const error = refused === 'no_token' ? [] : [`error="${refused}"`, `error_description="${reason}"`];
  const parts = [...error, ...(scope === '' ? [] : [`scope="${scope}"`]), `resource_metadata="${url}"`];
  const status = refused === 'insufficient_scope' ? 403 : 401;
  sendError(response, status, reason, { 'www-authenticate': `Bearer ${parts.join(', ')}` });
}

export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?')[0] ?? '/';

export function sendJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

export const sendError = (
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void => sendJson(response, status, errorMessage(TRANSPORT_ERROR, message), headers);
