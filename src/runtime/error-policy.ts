import type { ErrorCode } from '../core/errors.ts';

/**
 * When the same candidate may be asked again.
 * - `repeatable`: the provider answered that it did nothing useful, so chat and embed may be sent again;
 * - `unprocessed`: only when the provider certainly did no work, or nothing of an answer had arrived;
 * - `never`: the same request would fail the same way, or could be billed twice.
 */
type RetryRule = 'repeatable' | 'unprocessed' | 'never';

export type ErrorPolicy = {
  readonly retry: RetryRule;
  /** Another candidate, where the caller or the policy named one, could do better. */
  readonly fallback: boolean;
  /** Says something about the provider's health, so the breaker counts it. */
  readonly breaker: boolean;
};

const callersFault: ErrorPolicy = { retry: 'never', fallback: false, breaker: false };
const thisRouteOnly: ErrorPolicy = { retry: 'never', fallback: true, breaker: false };

/** The one table that retry, fallback and breaker follow. */
export const ERROR_POLICY: Readonly<Record<ErrorCode, ErrorPolicy>> = {
  rate_limited: { retry: 'repeatable', fallback: true, breaker: true },
  overloaded: { retry: 'repeatable', fallback: true, breaker: true },
  network: { retry: 'unprocessed', fallback: true, breaker: true },
  timeout: { retry: 'unprocessed', fallback: true, breaker: true },
  bad_response: { retry: 'never', fallback: true, breaker: true },
  auth_rejected: thisRouteOnly,
  quota_exhausted: thisRouteOnly,
  not_configured: thisRouteOnly,
  unavailable: thisRouteOnly,
  unsupported: thisRouteOnly,
  not_found: thisRouteOnly,
  // A dearer first choice must not hide that a cheaper one fits.
  budget_exceeded: thisRouteOnly,
  bad_request: callersFault,
  content_filter: callersFault,
  invalid_input: callersFault,
  conflict: callersFault,
  forbidden: callersFault,
  cancelled: callersFault,
  internal: callersFault,
};

const CERTIFICATE_CODES = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** True for a TLS certificate problem, which no second attempt mends. */
export function isCertificateError(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    if ('code' in error && typeof error.code === 'string' && CERTIFICATE_CODES.test(error.code)) return true;
  }
  return false;
}
