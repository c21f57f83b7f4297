import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifies } from '../requirements.ts';

const root = join(import.meta.dirname, '..', '..');

/** What each room may import, beside itself. The entry files (`src/*.ts`, `src/cli/`) know every part. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/audio': ['src/core'],
  'src/http': ['src/core'],
  'src/wire': ['src/core', 'src/http'],
  'src/providers': ['src/core', 'src/wire'],
  // Its reranker reads words as the keyword leg of retrieval does.
  'src/local': ['src/core', 'src/http', 'src/wire', 'src/audio', 'src/rag'],
  'src/voice': ['src/core', 'src/audio'],
  'src/runtime': ['src/core', 'src/audio'],
  'src/stores': ['src/core'],
  'src/rag': ['src/core', 'src/stores'],
  'src/documents': ['src/core'],
  'src/evals': ['src/core'],
  'src/structured': ['src/core'],
  'src/domain': ['src/core', 'src/structured', 'src/rag'],
  'src/config': ['src/core'],
  'src/observe': ['src/core'],
  'src/install': ['src/core', 'src/config'],
  tools: ['src/core', 'src/structured'],
  resources: ['src/core'],
  prompts: ['src/core'],
  ui: [],
  'src/server': ['src/core', 'src/observe', 'tools', 'resources', 'prompts', 'src'],
};

const roomOf = (path: string): string => {
  const [first = '', second = ''] = path.split(sep);
  if (first !== 'src') return first;
  return second.endsWith('.ts') ? 'src' : `src/${second}`;
};

const sources = ['src', 'tools', 'resources', 'prompts', 'ui'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

function importsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier = '']) => specifier);
  return specifiers.map((specifier) => relative(root, resolve(root, dirname(path), specifier)));
}

describe(verifies('arrows.inward'), () => {
  it.each(sources.filter((path) => roomOf(path) in ALLOWED))('%s imports only inward', (path) => {
    const room = roomOf(path);
    const allowed = [room, ...(ALLOWED[room] ?? [])];
    const wrong = importsOf(path).filter((target) => {
      const targetRoom = roomOf(target);
      const isData = target === 'package.json';
      return !isData && !allowed.includes(targetRoom);
    });
    expect(wrong).toEqual([]);
  });

  it('every room is known', () => {
    const rooms = new Set(sources.map(roomOf));
    expect([...rooms].filter((room) => !(room in ALLOWED) && room !== 'src' && room !== 'src/cli')).toEqual([]);
  });
});

it('only http/ opens a secret', () => {
  const openers = sources.filter((path) => readFileSync(join(root, path), 'utf8').includes('openSecret('));
  expect(openers.map(roomOf).filter((room) => room !== 'src/http' && room !== 'src/core')).toEqual([]);
});
