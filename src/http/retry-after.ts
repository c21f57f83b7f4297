/** Beyond this a wait is no wait but nonsense (`1e99`): treated as absent. */
const LONGEST_WAIT_MS = 31 * 24 * 3_600_000;

type Headers = Readonly<Record<string, string>>;

/**
 * How long the provider asks to wait, in ms from `now`: `retry-after-ms`, `Retry-After` (seconds or HTTP date), then the
 * reset headers of exhausted limits, then Google's `RetryInfo` in the body. Nonsense counts as absent.
 */
export function retryAfterMs(headers: Headers, body: unknown, now: number): number | undefined {
  return (
    sane(decimal(headers['retry-after-ms'])) ??
    retryAfter(headers['retry-after'], now) ??
    resets(headers, now) ??
    retryInfo(body)
  );
}

const sane = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms >= 0 && ms <= LONGEST_WAIT_MS ? Math.ceil(ms) : undefined;

const decimal = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,13}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;

function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = decimal(text);
  if (seconds !== undefined) return sane(seconds * 1000);
  // `Date.parse` takes "-1" for a year; an HTTP date begins with the name of a day.
  return /^[A-Z][a-z]{2,8},? /.test(text.trim()) ? until(text, now) : undefined;
}

function until(text: string, now: number): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : sane(Math.max(0, at - now));
}

/** A limit's reset: `1s`, `6m0s`, `120ms`, seconds, an epoch, or an RFC 3339 instant. */
function resetMs(text: string, now: number): number | undefined {
  const number = decimal(text);
  if (number !== undefined) {
    if (number > 1e12) return sane(Math.max(0, number - now));
    if (number > 1e9) return sane(Math.max(0, number * 1000 - now));
    return sane(number * 1000);
  }
  if (/^\d{4}-\d\d-\d\d[T ]/.test(text)) return until(text, now);
  return duration(text);
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

function duration(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[dhms])){1,5}$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  }
  return sane(total);
}

const RESET_HEADER = /^(?:x-ratelimit-reset|x-ratelimit-.*reset.*|anthropic-ratelimit-.*-reset|ratelimit-reset)$/;

/** The longest reset among the limits that are exhausted, or among all when no header says which is. */
function resets(headers: Headers, now: number): number | undefined {
  const found = Object.entries(headers)
    .filter(([name]) => RESET_HEADER.test(name))
    .map(([name, text]) => ({ ms: resetMs(text.trim(), now), left: headers[name.replace('reset', 'remaining')] }))
    .filter((reset): reset is { ms: number; left: string | undefined } => reset.ms !== undefined);
  const exhausted = found.filter(({ left }) => left !== undefined && Number(left) <= 0);
  const candidates = exhausted.length > 0 ? exhausted : found.filter(({ left }) => left === undefined);
  return candidates.length === 0 ? undefined : Math.max(...candidates.map(({ ms }) => ms));
}

/** `error.details[].retryDelay` of google.rpc.RetryInfo, e.g. `34s`. */
function retryInfo(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const error: unknown = Reflect.get(body, 'error');
  if (typeof error !== 'object' || error === null) return undefined;
  const details: unknown = Reflect.get(error, 'details');
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const delay: unknown =
      typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'retryDelay') : undefined;
    if (typeof delay === 'string') return duration(delay);
  }
  return undefined;
}
