import type { Failure, FailureReading } from '../core/endpoint.ts';
import { type ErrorCode, ProviderError } from '../core/errors.ts';
import { redactPatterns } from './redact.ts';

/** Longest text of a provider that a message quotes, in characters. */
const LONGEST_MESSAGE = 300;

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'auth_rejected',
  402: 'quota_exhausted',
  403: 'auth_rejected',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  429: 'rate_limited',
  451: 'forbidden',
  498: 'overloaded',
  501: 'unsupported',
};

/** Words that vendors use as `code` or `type`, read before the status because they say more. */
const BY_WORD: readonly (readonly [RegExp, ErrorCode])[] = [
  [
    /^(insufficient_quota|servicequotaexceededexception|billing_error|billing_.*|payment_required|insufficient_(balance|credits?|funds))$/,
    'quota_exhausted',
  ],
  [/content_?(policy|filter)|^(safety|moderation|responsibleaipolicyviolation|prohibited_content)/, 'content_filter'],
  [
    /^(authentication_error|invalid_api_key|permission_error|permission_denied|unauthenticated|unauthorized|accessdeniedexception|unrecognizedclientexception|expiredtokenexception|invalidsignatureexception)$/,
    'auth_rejected',
  ],
  [
    /^(model_not_found|not_found_error|not_found|model_decommissioned|deploymentnotfound|resourcenotfoundexception)$/,
    'not_found',
  ],
  [
    /^(rate_limit_error|rate_limit_exceeded|ratelimitreached|resource_exhausted|too_many_requests|throttlingexception|toomanyrequestsexception|limitexceededexception|modelnotreadyexception)$/,
    'rate_limited',
  ],
  [
    /^(overloaded_error|overloaded|api_error|server_error|internal_server_error|internal|unavailable|service_unavailable|serviceunavailable(exception)?|internalserverexception|internalfailure|internalstreamfailure|modelerrorexception|modelstreamerror(exception)?)$/,
    'overloaded',
  ],
  [/^(timeout_error|deadline_exceeded|request_timeout|modeltimeoutexception)$/, 'timeout'],
  [/^(not_supported_error|unimplemented)$/, 'unsupported'],
  [
    /^(invalid_request_error|invalid_argument|bad_request|failed_precondition|badrequestexception|validationexception|validationerror|context_length_exceeded|string_above_max_length)$/,
    'bad_request',
  ],
];
const OUT_OF_CREDIT =
  /insufficient (balance|credits?|funds|quota)|credit balance is too low|out of credits|payment required/i;
const KEY_NOT_VALID = /\bapi[ _-]?key (is )?(not valid|invalid|expired)|\binvalid api[ _-]?key\b/i;

/** The code that an error's status and the vendor's own words imply. */
export function errorCodeOf(status: number | undefined, reading: FailureReading): ErrorCode {
  const words = [reading.code, reading.type].filter((word) => word !== undefined).map((word) => word.toLowerCase());
  if (words.some((word) => BY_WORD[0]?.[0].test(word)) || OUT_OF_CREDIT.test(reading.message ?? ''))
    return 'quota_exhausted';
  const isClientFault = status === undefined || (status >= 400 && status < 500);
  if (isClientFault && words.some((word) => BY_WORD[1]?.[0].test(word))) return 'content_filter';
  if ((status === 400 || status === undefined) && KEY_NOT_VALID.test(reading.message ?? '')) return 'auth_rejected';
  if (status !== undefined && status >= 400) {
    const byStatus = BY_STATUS[status];
    if (byStatus !== undefined) return byStatus;
    if (status >= 500) return 'overloaded';
  }
  for (const [pattern, code] of BY_WORD) if (words.some((word) => pattern.test(word))) return code;
  // Several vendors repeat the HTTP status as `code` in an error that arrives inside a stream or a 200.
  const repeated = Number(reading.code);
  if (status === undefined && Number.isInteger(repeated) && repeated >= 400 && repeated < 600) {
    return errorCodeOf(repeated, { message: reading.message, type: reading.type });
  }
  return status === undefined ? 'overloaded' : 'bad_request';
}

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  // A JSON object has string keys and unknown values; arrays and null are sorted out first.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** The shared reading of an error body: `error{}`, `errors[]`, `error` text, `message`, `detail`, `detail[]`, plain text. */
export function readFailure(body: unknown): FailureReading {
  if (Array.isArray(body)) return readFailure(body[0]);
  if (typeof body === 'string') return { message: body };
  const top = record(body);
  if (top === undefined) return {};
  const inner = record(top.error) ?? (Array.isArray(top.errors) ? record(top.errors[0]) : undefined);
  if (inner !== undefined) {
    const details = reasonOf(inner.details) ?? moderationOf(inner.metadata);
    const upstream = word(record(inner.metadata)?.raw);
    return {
      message:
        [word(inner.message) ?? word(inner.detail) ?? word(inner.type), upstream].filter(Boolean).join(': ') ||
        undefined,
      code: details ?? word(inner.status) ?? word(inner.code),
      type: word(inner.type) ?? word(top.type),
    };
  }
  return {
    message: word(top.error) ?? word(top.message) ?? detailOf(top.detail) ?? detailOf(top.message) ?? word(top.title),
    code: word(top.code) ?? word(top.error_code),
    type: word(top.error_type) ?? word(top.type),
  };
}

/** FastAPI's `detail`: a text, or a list of `{loc, msg}`. */
function detailOf(detail: unknown): string | undefined {
  if (typeof detail === 'string') return detail;
  const items = Array.isArray(detail) ? detail : (record(detail)?.detail ?? []);
  if (!Array.isArray(items)) return undefined;
  const texts = items.map((item) => {
    const entry = record(item);
    const place = Array.isArray(entry?.loc) ? `${entry.loc.join('.')}: ` : '';
    return entry === undefined ? word(item) : `${place}${word(entry.msg) ?? word(entry.message) ?? ''}`;
  });
  return texts.length === 0 ? undefined : texts.join('; ');
}

/** OpenRouter refuses flagged input with a plain 403. */
const moderationOf = (metadata: unknown): string | undefined =>
  record(metadata)?.flagged_input === undefined ? undefined : 'content_filter';

/** google.rpc.ErrorInfo's reason for an invalid key, which Google sends with a plain 400. */
function reasonOf(details: unknown): string | undefined {
  if (!Array.isArray(details)) return undefined;
  return details.some((detail) => record(detail)?.reason === 'API_KEY_INVALID') ? 'invalid_api_key' : undefined;
}

/** A vendor's words, fit to be shown: no markup, no control characters, no key, at most 300 characters. */
export function quoted(text: string, redact: (text: string) => string = redactPatterns): string {
  const isMarkup = /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(text);
  if (isMarkup) return 'an HTML page instead of an answer';
  const flat = redact(text.slice(0, 8192))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/<[^<>]{0,200}>/g, ' ')
    .trim();
  return flat.length > LONGEST_MESSAGE ? `${flat.slice(0, LONGEST_MESSAGE - 1)}…` : flat;
}

export type FailureContext = {
  readonly provider: string;
  readonly redact?: (text: string) => string;
  readonly retryAfterMs?: number;
  /** The variable that holds the key, for the hint of a rejected one. */
  readonly keyVariable?: string;
};

/** An HTTP error answer as a `ProviderError`. An error status is the provider's word that there is nothing to bill. */
export function failureError(failure: Failure, reading: FailureReading, context: FailureContext): ProviderError {
  const words = errorCodeOf(failure.status, reading);
  const code = words === 'auth_rejected' && failure.status >= 500 ? 'overloaded' : words;
  const text = quoted(reading.message ?? '', context.redact);
  const prefix = `${context.provider} answered ${failure.status}`;
  return new ProviderError(code, {
    provider: context.provider,
    status: failure.status,
    message: text === '' ? `${prefix}.` : quoted(`${prefix}: ${text}`, context.redact),
    retryAfterMs: context.retryAfterMs,
    hint: hintFor(code, failure.status, context.keyVariable),
    processed: failure.status === 408,
  });
}

/**
 * An error that a provider sends inside an answer of HTTP 200: an event, a chunk, a body.
 * `processed` is true once it has said anything else, because that may have been billed.
 */
export function answerError(provider: string, reading: FailureReading, processed: boolean): ProviderError {
  const text = quoted(reading.message ?? reading.type ?? reading.code ?? '');
  return new ProviderError(errorCodeOf(undefined, reading), {
    provider,
    message: quoted(`${provider} sent an error in its answer${text === '' ? '.' : `: ${text}`}`),
    processed,
  });
}

function hintFor(code: ErrorCode, status: number, keyVariable: string | undefined): string | undefined {
  if (code === 'auth_rejected' && keyVariable !== undefined) return `Check the key in ${keyVariable}.`;
  if (code === 'not_found') return 'Check the model name; `find_models` lists what is known.';
  if (code === 'quota_exhausted') return 'Add credit to the account, or choose another provider.';
  if (status === 413) return 'Send less: shorten the input or split it.';
  return undefined;
}
