import type { FailureReading } from '../core/endpoint.ts';
import { count, filled, record } from './read.ts';

/** What `base_resp.status_code` means, in words that all errors share. */
const FAULTS: Readonly<Record<number, string>> = {
  1000: 'server_error',
  1001: 'timeout_error',
  1002: 'rate_limit_error',
  1004: 'authentication_error',
  1008: 'insufficient_balance',
  1013: 'server_error',
  1024: 'server_error',
  1026: 'content_filter',
  1027: 'content_filter',
  1033: 'server_error',
  1039: 'rate_limit_error',
  1041: 'rate_limit_error',
  1042: 'invalid_request_error',
  2013: 'invalid_request_error',
  2037: 'invalid_request_error',
  2042: 'permission_denied',
  2045: 'rate_limit_error',
  2048: 'invalid_request_error',
  2049: 'invalid_api_key',
  2056: 'insufficient_quota',
};

/** MiniMax's errors come with HTTP 200, in `base_resp`; `undefined` where it says that all is well. */
export function minimaxFault(body: unknown): FailureReading | undefined {
  const status = record(record(body)?.base_resp);
  const code = count(status?.status_code) ?? 0;
  if (code === 0) return undefined;
  return { message: `${filled(status?.status_msg) ?? 'error'} (${code})`, type: FAULTS[code] };
}
