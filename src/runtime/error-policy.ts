import type { ErrorCode } from '../core/errors.ts';

export type ErrorPolicy = {
  /**
   * The same candidate may be asked again, provided that it certainly did no work or that nothing of an answer had
   * arrived. Otherwise the same request would fail the same way, or could be billed twice.
   */
  readonly retry: boolean;
  /** Another candidate, where the caller or the policy named one, could do better. */
  readonly fallback: boolean;
  /** Says something about the provider's health, so the breaker counts it. */
  readonly breaker: boolean;
};

const callersFault: ErrorPolicy = { retry: false, fallback: false, breaker: false };
const thisRouteOnly: ErrorPolicy = { retry: false, fallback: true, breaker: false };

/** The one table that retry, fallback and breaker follow. */
export const ERROR_POLICY: Readonly<Record<ErrorCode, ErrorPolicy>> = {
  rate_limited: { retry: true, fallback: true, breaker: true },
  overloaded: { retry: true, fallback: true, breaker: true },
  network: { retry: true, fallback: true, breaker: true },
  timeout: { retry: true, fallback: true, breaker: true },
  bad_response: { retry: false, fallback: true, breaker: true },
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
