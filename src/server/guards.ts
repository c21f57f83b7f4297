import { isIP } from 'node:net';
import { ProviderError } from '../core/errors.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const;

/** What may stand in the Host and Origin headers of a request. */
export type Gate = {
  readonly hosts: ReadonlySet<string>;
  /** Host names whose pages may call, on any scheme and port. */
  readonly originHosts: ReadonlySet<string>;
  /** Whole origins (`https://app.example`) that may call. */
  readonly origins: ReadonlySet<string>;
};

/** True for an address or name that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** Builds the gate for a listening address. Entries may be names, `name:port` or URLs; ports do not count for hosts. */
export function createGate(
  listenHost: string,
  allowedHosts: readonly string[],
  allowedOrigins: readonly string[],
): Gate {
  const configured = allowedHosts.map(hostnameOf).filter((name) => name !== undefined);
  const loopback = isLoopback(listenHost) ? LOOPBACK_NAMES : [];
  return {
    hosts: new Set([...LOOPBACK_NAMES, ...configured]),
    originHosts: new Set([...loopback, ...configured, ...allowedOrigins.filter((entry) => !entry.includes('://'))]),
    origins: new Set(allowedOrigins.map(originOf).filter((origin) => origin !== undefined)),
  };
}

/** Beyond loopback a server must know who may call and under which name. Throws one clear line otherwise. */
export function assertMayListen(host: string, hasAuthentication: boolean, allowedHosts: readonly string[]): void {
  if (isLoopback(host)) return;
  const missing = [
    ...(hasAuthentication ? [] : ['LLMKIT_AUTH_TOKENS (or LLMKIT_OAUTH_ISSUER with LLMKIT_OAUTH_AUDIENCE)']),
    ...(allowedHosts.length > 0 ? [] : ['LLMKIT_ALLOWED_HOSTS']),
  ];
  if (missing.length === 0) return;
  throw new ProviderError('not_configured', {
    message: `Refusing to listen on ${host}, which others can reach: set ${missing.join(' and ')} first, or use --host 127.0.0.1.`,
  });
}

export function isAllowedHost(gate: Gate, header: string | undefined): boolean {
  const name = header === undefined ? undefined : hostnameOf(header);
  return name !== undefined && gate.hosts.has(name);
}

/** Without the header the caller is no browser page; `null` and anything unparsable is refused. */
export function isAllowedOrigin(gate: Gate, header: string | undefined): boolean {
  if (header === undefined) return true;
  const origin = originOf(header);
  if (origin === undefined) return false;
  return gate.origins.has(origin) || gate.originHosts.has(new URL(origin).hostname);
}

function hostnameOf(entry: string): string | undefined {
  const text = entry.includes('://') ? entry : `http://${entry}`;
  const url = URL.parse(text);
  const isBare = url?.username === '' && url.password === '' && url.pathname === '/' && url.search === '';
  return isBare ? url.hostname : undefined;
}

function originOf(entry: string): string | undefined {
  if (!/^https?:\/\//.test(entry) || !URL.canParse(entry)) return undefined;
  return new URL(entry).origin;
}
