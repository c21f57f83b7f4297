import { hash } from 'node:crypto';

/** The same for the same request, whatever the order of its arguments. `wait` is how it is asked, not what. */
export function fingerprintOf(tool: string, input: unknown): string {
  const { wait: _wait, ...rest } = isRecord(input) ? input : {};
  return hash('sha256', `${tool}\n${canonical(rest)}`);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
