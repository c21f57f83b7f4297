import { type ErrorCode, ProviderError } from '../core/errors.ts';
import type { SocketEnd } from '../core/socket.ts';
import { transportError } from './transport.ts';

/** What a close code says, where a provider gives it no meaning of its own. RFC 6455, section 7.4.1, and the IANA registry. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  1001: 'overloaded',
  1002: 'bad_request',
  1003: 'bad_request',
  1007: 'bad_request',
  1008: 'forbidden',
  1009: 'bad_request',
  1011: 'overloaded',
  1012: 'overloaded',
  1013: 'overloaded',
};

export type EndContext = {
  readonly provider: string;
  readonly host: string;
  readonly signal: AbortSignal;
  readonly redact: (text: string) => string;
  /** True once we said goodbye ourselves. */
  readonly isOurs: boolean;
};

/** A closed socket as its owner is told of it. A connection that was lost is a `network` error, never a quiet end. */
export function socketEnd(code: number, reason: string, fault: Error | undefined, context: EndContext): SocketEnd {
  const { provider, host, signal, redact, isOurs } = context;
  const words = redact(reason).slice(0, 300);
  if (signal.aborted && !isOurs)
    return { code, reason: words, error: transportError(fault, { provider, host, signal }) };
  if (isOurs || code === 1000) return { code, reason: words };
  // What the provider said by way of an end, or what made its words unreadable.
  if (fault instanceof ProviderError) {
    const error = new ProviderError(fault.code, { provider, message: redact(fault.message), processed: true });
    return { code, reason: words, error };
  }
  if (code === 1006 || code === 1005) {
    const error = new ProviderError('network', {
      provider,
      message: `${host} cut the connection.`,
      processed: true,
      cause: fault,
    });
    return { code, reason: words, error };
  }
  const said = words === '' ? '' : `: ${words}`;
  const error = new ProviderError(CODES[code] ?? 'bad_response', {
    provider,
    message: `${provider} closed the connection (${code})${said}`,
    processed: true,
  });
  return { code, reason: words, error };
}
