import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasShared, shared } from '../shared.ts';
import type { Recording } from '../upstream.ts';

/** All recorded cases of some protocols, in a fixed order; none where the recordings are absent. */
export function recordingsOf(...apis: readonly string[]): readonly Recording[] {
  if (!hasShared) return [];
  const root = shared('wire', 'recordings');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files
    .sort()
    .map((name): Recording => JSON.parse(readFileSync(join(root, name), 'utf8')))
    .filter(({ api }) => apis.includes(api));
}

/** The JSON of each line of a recorded stream without events, in order. */
// biome-ignore lint/suspicious/noExplicitAny: recordings are read as they are
export const linesOf = (recording: Recording): readonly Record<string, any>[] =>
  (recording.response.chunks ?? [])
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

/** The JSON of each data line of a recorded stream, in order. */
// biome-ignore lint/suspicious/noExplicitAny: recordings are read as they are
export const dataOf = (recording: Recording): readonly Record<string, any>[] =>
  (recording.response.chunks ?? [])
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trim())
    .filter((data) => data !== '' && data !== '[DONE]')
    .map((data) => JSON.parse(data));
