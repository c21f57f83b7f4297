import type { RecordedRequest } from './cassette.ts';

/**
 * Fields that change from call to call and not what is asked. Whether a stream was asked for is one of them: an
 * answer is decoded by what it is.
 */
const VOLATILE = new Set([
  'stream',
  'stream_options',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'idempotency_key',
  'request_id',
]);

/** A request as it is compared: two with the same key are the same question to the same provider. */
export type Question = {
  readonly provider: string;
  readonly method: string;
  /** Path and sorted query. */
  readonly target: string;
  readonly body: unknown;
  readonly key: string;
};

export function questionOf(provider: string, { method, url, body }: RecordedRequest): Question {
  const { pathname, searchParams } = new URL(url);
  searchParams.sort();
  const query = searchParams.toString();
  const target = query === '' ? pathname : `${pathname}?${query}`;
  const lasting = withoutVolatile(body);
  const key = JSON.stringify([provider, method.toUpperCase(), target, canonical(lasting)]);
  return { provider, method: method.toUpperCase(), target, body: lasting, key };
}

/** How far two questions are apart, and the first place where they differ. Zero only for equal keys. */
export function distance(left: Question, right: Question): { readonly steps: number; readonly where: string } {
  const differences = [
    ...(left.provider === right.provider ? [] : ['provider', 'provider', 'provider', 'provider']),
    ...(left.method === right.method ? [] : ['method']),
    ...(left.target === right.target ? [] : ['path', 'path', 'path']),
    ...differing(left.body, right.body, ''),
  ];
  return { steps: differences.length, where: differences[0] ?? '' };
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutVolatile = (body: unknown): unknown =>
  isFields(body) ? Object.fromEntries(Object.entries(body).filter(([name]) => !VOLATILE.has(name))) : body;

/** The same value with its keys in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, canonical(value[name])]),
  );
}

function differing(left: unknown, right: unknown, path: string): readonly string[] {
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, index) => differing(left[index], right[index], `${path}[${index}]`)).flat();
  }
  if (isFields(left) && isFields(right)) {
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
    return names.flatMap((name) => differing(left[name], right[name], path === '' ? name : `${path}.${name}`));
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [path === '' ? 'the body' : path];
}
