/** The closed set of error codes a caller can be shown. Retry and fallback follow from the code alone. */
export const ERROR_CODES = [
  'invalid_input',
  'not_configured',
  'auth_rejected',
  'rate_limited',
  'quota_exhausted',
  'overloaded',
  'timeout',
  'cancelled',
  'network',
  'bad_request',
  'unsupported',
  'unavailable',
  'content_filter',
  'not_found',
  'bad_response',
  'budget_exceeded',
  'conflict',
  'forbidden',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export type ErrorDetails = {
  /** What happened, for a person; never a key, never an unbounded vendor body. */
  readonly message?: string;
  /** The provider (or engine, or store) in whose call it happened. */
  readonly provider?: string;
  /** HTTP status of the provider's answer. */
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** The next move: a variable to set, a command to run, the allowed values. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** Where a provider's answer points instead of answering. For whoever may follow it; nobody is shown it. */
  readonly location?: string;
  /**
   * False when the provider certainly did no work for this request (refused connection, 429, …).
   * A request that costs money is repeated only then, or when it carries an idempotency key.
   */
  readonly processed?: boolean;
};

const SUMMARIES: Record<ErrorCode, string> = {
  invalid_input: 'The arguments are not valid.',
  not_configured: 'Nothing is configured that can do this.',
  auth_rejected: 'The provider rejected the key.',
  rate_limited: 'The provider asks for fewer requests.',
  quota_exhausted: 'The account has no credit or quota left.',
  overloaded: 'The provider is overloaded or failing.',
  timeout: 'The provider did not answer in time.',
  cancelled: 'The call was cancelled.',
  network: 'The provider could not be reached.',
  bad_request: 'The provider refused the request.',
  unsupported: 'This model or provider cannot do that.',
  unavailable: 'This provider or model is not available.',
  content_filter: 'The content was blocked by a safety filter.',
  not_found: 'It does not exist.',
  bad_response: 'The answer could not be understood.',
  budget_exceeded: 'The call would exceed the budget.',
  conflict: 'It conflicts with the current state.',
  forbidden: 'This is not allowed.',
  internal: 'Something went wrong in this server.',
};

/**
 * Every failure a caller is shown, made where the fact is known. Most come from a provider, hence the name;
 * the code says whose fault it is. Programming mistakes are plain `Error`s and become `internal`.
 */
export class ProviderError extends Error {
  readonly code: ErrorCode;
  readonly provider: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly hint: string | undefined;
  /** May hold a key: private, so that no log and no answer which spells an error out has it. */
  readonly #location: string | undefined;
  readonly processed: boolean;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? SUMMARIES[code], details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ProviderError';
    this.code = code;
    this.provider = details.provider;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.hint = details.hint;
    this.#location = details.location;
    this.processed = details.processed ?? true;
  }

  get location(): string | undefined {
    return this.#location;
  }
}

/** Any thrown value as a `ProviderError`; an abort becomes `cancelled`, anything unknown `internal`. */
export function asProviderError(thrown: unknown): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  if (thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'CancelledError')) {
    return new ProviderError('cancelled', { cause: thrown });
  }
  return new ProviderError('internal', { cause: thrown });
}
