import type { Readable } from 'node:stream';
import { ProviderError } from '../core/errors.ts';

export type Timeouts = {
  /** TCP and TLS. */
  readonly connectMs: number;
  /** From the request to the head of the answer. */
  readonly firstByteMs: number;
  /** Longest silence inside a body. */
  readonly idleMs: number;
  /** For the whole body of an error answer, whose status alone tells enough. */
  readonly failureMs: number;
};

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5_000, firstByteMs: 300_000, idleMs: 60_000, failureMs: 5_000 };

export type TransportRequest = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly timeouts: Timeouts;
  /** Certificates (PEM) to trust beside the public ones. */
  readonly ca?: string;
};

export type TransportAnswer = {
  readonly status: number;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
};

/** One HTTP exchange, redirects not followed. Rejects with the transport's own error; `transportError` reads it. */
export type Transport = (request: TransportRequest) => Promise<TransportAnswer>;

type Pools = Map<string, import('undici').Pool>;
const pools: Pools = new Map();

/** undici, loaded on the first call: one keep-alive pool per origin and connect limit, shared by all endpoints. */
export const undiciTransport: Transport = async ({ url, method, headers, body, signal, timeouts, ca }) => {
  const pool = await poolFor(url.origin, timeouts.connectMs, ca);
  const answer = await pool.request({
    path: `${url.pathname}${url.search}`,
    method,
    headers,
    body,
    signal,
    headersTimeout: timeouts.firstByteMs,
    bodyTimeout: timeouts.idleMs,
  });
  return { status: answer.statusCode, headers: flatHeaders(answer.headers), body: answer.body };
};

async function poolFor(origin: string, connectMs: number, ca: string | undefined): Promise<import('undici').Pool> {
  const key = `${origin} ${connectMs} ${ca ?? ''}`;
  const existing = pools.get(key);
  if (existing !== undefined) return existing;
  const { Pool } = await import('undici');
  const trust = ca === undefined ? {} : { ca: [...(await import('node:tls')).rootCertificates, ca] };
  const pool =
    pools.get(key) ??
    new Pool(origin, { connections: 64, connect: { timeout: connectMs, ...trust }, maxHeaderSize: 65_536 });
  pools.set(key, pool);
  return pool;
}

/** Closes all connections at once. For the end of the process and for tests. */
export async function closeTransports(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map((pool) => pool.destroy()));
}

export function flatHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  // No prototype: header names come from outside.
  const flat: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

/** The code of an error, or of what caused it. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : codeOf(error.cause);
}

const CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;
const MALFORMED =
  /^(HPE_|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_HEADERS_OVERFLOW|Z_|ERR_BROTLI|ERR__|ERR_BUFFER_TOO_LARGE|ERR_PADDING|ERR_HTTP2_ERROR)/;

/** What a transport threw, as the error a caller is shown: which clock, which host, no internals. */
export function transportError(
  thrown: unknown,
  context: {
    readonly provider: string;
    readonly host: string;
    readonly signal: AbortSignal;
    /** Of the answer whose body was being read; absent before its head. */
    readonly status?: number;
  },
): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  const { provider, host, signal, status } = context;
  if (signal.aborted) {
    return signal.reason instanceof ProviderError
      ? signal.reason
      : new ProviderError('cancelled', { provider, cause: thrown });
  }
  // Several attempts to connect come wrapped in one AggregateError.
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  const code = codeOf(inner);
  const failure = (kind: ConstructorParameters<typeof ProviderError>[0], message: string, processed: boolean) =>
    new ProviderError(kind, { provider, status, message, processed, cause: thrown });

  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return failure('timeout', `${host} could not be connected to in time.`, false);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return failure('timeout', `${host} sent no answer in time.`, true);
  if (code === 'UND_ERR_BODY_TIMEOUT')
    return failure('timeout', `${host} fell silent in the middle of its answer.`, true);
  if (CERTIFICATE.test(code))
    return failure('unavailable', `No secure connection to ${host} could be made (${code}).`, false);
  if (MALFORMED.test(code)) return failure('bad_response', `${host} sent a malformed answer.`, true);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return failure('network', `The name ${host} could not be resolved.`, false);
  if (code === 'ECONNREFUSED') return failure('network', `${host} refused the connection.`, false);
  if (['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].includes(code))
    return failure('network', `${host} cannot be reached.`, false);
  if (code === 'UND_ERR_INVALID_ARG')
    return failure('invalid_input', 'A header or path holds characters that cannot be sent.', false);
  return failure(
    'network',
    status !== undefined
      ? `${host} cut the connection in the middle of its answer.`
      : `${host} closed the connection without an answer.`,
    true,
  );
}
