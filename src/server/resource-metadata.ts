import type { IncomingMessage } from 'node:http';
import type { Config } from '../core/config.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** RFC 9728: where a client learns which issuer's tokens this server takes. */
export type ResourceMetadata = {
  /** The document's address, for `WWW-Authenticate`. */
  urlFor(request: IncomingMessage): string;
  /** What a token must carry, as `WWW-Authenticate` says it; empty for nothing. */
  readonly scope: string;
  /** The document, when the request asks for it. */
  documentFor(request: IncomingMessage): Record<string, unknown> | undefined;
};

/** The public address is the audience where that is a URL, because only the operator knows what stands in front of us. */
export function createResourceMetadata(
  { oauthIssuer, oauthAudience, oauthScopes = [] }: Config['http'],
  path: string,
): ResourceMetadata {
  const isUrl = oauthAudience !== undefined && /^https?:\/\//.test(oauthAudience) && URL.canParse(oauthAudience);
  const resourceOf = (request: IncomingMessage): URL =>
    isUrl ? new URL(oauthAudience) : new URL(path, `http://${request.headers.host ?? 'localhost'}`);
  const suffixOf = (resource: URL): string => (resource.pathname === '/' ? '' : resource.pathname);
  return {
    scope: oauthScopes.join(' '),
    urlFor: (request) => {
      const resource = resourceOf(request);
      return `${resource.origin}${WELL_KNOWN}${suffixOf(resource)}`;
    },
    documentFor: (request) => {
      const resource = resourceOf(request);
      const asked = (request.url ?? '').split('?')[0];
      const isAsked = asked === WELL_KNOWN || asked === WELL_KNOWN + path || asked === WELL_KNOWN + suffixOf(resource);
      if (!isAsked) return undefined;
      return {
        resource: oauthAudience ?? resource.href,
        ...(oauthIssuer === undefined ? {} : { authorization_servers: [oauthIssuer] }),
        ...(oauthScopes.length === 0 ? {} : { scopes_supported: oauthScopes }),
        bearer_methods_supported: ['header'],
        resource_name: 'LLMKit',
      };
    },
  };
}
