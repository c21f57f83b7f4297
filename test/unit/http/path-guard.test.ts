import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/http/glob.ts';
import { createPathGuard, type PathGuard } from '../../../src/http/path-guard.ts';
import { createSourceLoader } from '../../../src/http/source-loader.ts';
import { egressHarness } from './egress-harness.ts';
import { anySignal, failureOf } from './harness.ts';

const MARKER = 'the marker must never be read';
let top: string;
let root: string;
let guard: PathGuard;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'path-guard-'));
  root = join(top, 'root');
  for (const folder of ['root/sub/deep', 'root/.hidden', 'root/node_modules/x', 'outside', 'root-evil'])
    mkdirSync(join(top, folder), { recursive: true });
  writeFileSync(join(root, 'sub/ok.txt'), 'fine');
  writeFileSync(join(root, 'sub/deep/note.md'), '# fine');
  writeFileSync(join(root, 'a.pdf'), '%PDF-1.7');
  writeFileSync(join(root, '.hidden/secret.txt'), 'hidden');
  writeFileSync(join(root, 'node_modules/x/readme.md'), 'skip');
  writeFileSync(join(root, '~'), 'a file called tilde');
  for (const folder of ['outside', 'root-evil']) writeFileSync(join(top, folder, 'marker.txt'), MARKER);
  symlinkSync(join(top, 'outside'), join(root, 'link'));
  symlinkSync(join(top, 'outside/marker.txt'), join(root, 'marker-link.txt'));
  symlinkSync(join(root, 'sub/ok.txt'), join(root, 'inner-link.txt'));
  symlinkSync('/proc/self/environ', join(root, 'environ'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(root, 'fifo')]);
  guard = createPathGuard({ roots: [root] });
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const read = async (path: string) => Buffer.from((await guard.read(path, 1000)).bytes).toString();

describe('path guard', () => {
  it('reads a file inside, relative, absolute, and by a link that stays inside', async () => {
    expect(await read('sub/ok.txt')).toBe('fine');
    expect(await read(join(root, 'sub/ok.txt'))).toBe('fine');
    expect(await read('sub/../sub/ok.txt')).toBe('fine');
    expect(await read('inner-link.txt')).toBe('fine');
  });

  it.each([
    '../outside/marker.txt',
    'sub/../../outside/marker.txt',
    '/etc/passwd',
    'link/marker.txt',
    'marker-link.txt',
    '../root-evil/marker.txt',
    '..',
    '/',
    '/dev/zero',
    '/proc/self/environ',
    'environ',
    'link/nothing.txt',
    '../nothing-there',
    '/nothing/there',
  ])('refuses %s', async (path) => {
    const failure = await failureOf(() => read(path));
    expect(failure.code).toBe('forbidden');
    expect(failure.message).not.toContain(top);
  });

  it('refuses what lies beside the root under a name that begins alike', async () => {
    expect((await failureOf(() => read(join(top, 'root-evil/marker.txt')))).code).toBe('forbidden');
  });

  it.each(['sub/ok.txt\0', '\0', ''])('calls %j no path', async (path) => {
    expect((await failureOf(() => read(path))).code).toBe('invalid_input');
  });

  it('takes a path as it is: no home folder, no decoding, no trimming', async () => {
    expect(await read('~')).toBe('a file called tilde');
    for (const path of ['~/x', 'sub%2Fok.txt', '%2e%2e/outside/marker.txt', 'sub/ok.txt ', '"sub/ok.txt"']) {
      expect((await failureOf(() => read(path))).code, path).toBe('not_found');
    }
  });

  it('refuses folders, FIFOs and devices without waiting for them', async () => {
    expect((await failureOf(() => read('sub'))).code).toBe('forbidden');
    expect((await failureOf(() => read('fifo'))).code).toBe('forbidden');
    const devices = createPathGuard({ roots: ['/dev'] });
    expect((await failureOf(() => devices.read('/dev/zero', 10))).code).toBe('forbidden');
  });

  it('bounds what is read', async () => {
    expect((await failureOf(() => guard.read('sub/ok.txt', 3))).code).toBe('invalid_input');
  });

  it('reads nothing without roots', async () => {
    expect((await failureOf(() => createPathGuard({ roots: [] }).read('/etc/passwd', 10))).code).toBe('forbidden');
  });

  it('never shows what a folder is swapped for while it reads', async () => {
    const folder = join(root, 'swap');
    mkdirSync(folder);
    writeFileSync(join(folder, 'marker.txt'), 'harmless');
    let isSwapping = true;
    const swapper = (async () => {
      while (isSwapping) {
        await rename(folder, `${folder}-away`);
        await symlink(join(top, 'outside'), folder);
        await unlink(folder);
        await rename(`${folder}-away`, folder);
      }
    })();
    const seen = new Set<string>();
    for (let turn = 0; turn < 1000; turn += 1) {
      seen.add(
        await read('swap/marker.txt').catch((thrown: unknown) => (thrown instanceof Error ? thrown.name : 'thrown')),
      );
    }
    isSwapping = false;
    await swapper;
    expect([...seen]).not.toContain(MARKER);
    expect([...seen]).toContain('harmless');
  });
});

describe('source loader', () => {
  const loader = async () => {
    const { guard: egress, close } = await egressHarness();
    return { loader: createSourceLoader({ config: { roots: [root] }, egress }), close };
  };

  it('loads a path, a URL and a data: URL with the type of what they hold', async () => {
    const { loader: sources, close } = await loader();
    const options = { signal: anySignal() };
    expect(await sources.load('a.pdf', options)).toMatchObject({ mimeType: 'application/pdf', name: 'a.pdf' });
    expect(await sources.load('sub/deep/note.md', options)).toMatchObject({ mimeType: 'text/markdown' });
    expect(await sources.load('https://example.com/image.jpg', options)).toMatchObject({
      mimeType: 'image/png',
      name: 'image.jpg',
    });
    const text = await sources.load('data:text/plain;base64,aGVsbG8=', options);
    expect([text.mimeType, Buffer.from(text.bytes).toString()]).toEqual(['text/plain', 'hello']);
    expect(Buffer.from((await sources.load('data:,a%20b', options)).bytes).toString()).toBe('a b');
    await close();
  });

  it.each([
    ['file:///etc/passwd', 'forbidden'],
    ['http://127.0.0.1:1/', 'forbidden'],
    ['artifact://abc.png', 'forbidden'],
    ['data:image/png;base64', 'invalid_input'],
    ['data:image/png;base64,@@@', 'invalid_input'],
    ['data:text/plain,%ff%f', 'invalid_input'],
    ['../outside/marker.txt', 'forbidden'],
  ])('refuses %s', async (source, code) => {
    const { loader: sources, close } = await loader();
    expect((await failureOf(() => sources.load(source, { signal: anySignal() }))).code).toBe(code);
    await close();
  });

  it('loads an artifact for who asks, no larger than asked for, by its URI and by its path', async () => {
    const { guard: egress, close } = await egressHarness();
    const name = `${'a'.repeat(64)}.txt`;
    const media = { bytes: Buffer.from('hello'), mimeType: 'text/plain' };
    const asked: string[] = [];
    const about = (uri: string, { principal }: { principal: { tenant: string } }) => asked.push(principal.tenant + uri);
    const artifacts = async () => ({
      describe: async (...call: Parameters<typeof about>) => {
        about(...call);
        return { uri: call[0], mimeType: 'text/plain', bytes: 5 };
      },
      read: async () => media,
    });
    const sources = createSourceLoader({ config: { roots: [root], home: root }, egress, artifacts });
    const options = { signal: anySignal(), principal: { tenant: 'alice-', subject: 'a' } };
    const path = join(root, 'artifacts', name);
    expect(await sources.load(`artifact://${name}`, options)).toBe(media);
    expect(await sources.load(path, options)).toBe(media);
    expect(asked).toEqual([`alice-artifact://${name}`, `alice-artifact://${name}`]);
    expect(await sources.expand(path)).toEqual({ files: [path], unreadable: [] });
    const large = await failureOf(() => sources.load(path, { ...options, maxBytes: 4 }));
    expect(large.code).toBe('invalid_input');
    const nobody = await failureOf(() => sources.load(`artifact://${name}`, { signal: anySignal() }));
    expect(nobody.code).toBe('forbidden');
    await close();
  });

  it('expands paths, folders and globs, sorted, without hidden folders and links that lead out', async () => {
    const { loader: sources, close } = await loader();
    const names = async (pattern: string) =>
      (await sources.expand(pattern)).files.map((path) => path.slice(root.length + 1));
    expect(await names('sub')).toEqual(['sub/deep/note.md', 'sub/ok.txt']);
    expect(await names('a.pdf')).toEqual(['a.pdf']);
    expect(await names('**/*.md')).toEqual(['sub/deep/note.md']);
    expect(await names('sub/**')).toEqual(['sub/deep/note.md', 'sub/ok.txt']);
    expect(await names('*.{pdf,txt}')).toEqual(['a.pdf', 'inner-link.txt']);
    expect(await names('*/../../outside/*')).toEqual([]);
    expect(await names(join(root, 'sub', '*.txt'))).toEqual(['sub/ok.txt']);
    expect((await failureOf(() => sources.expand('../outside/*'))).code).toBe('forbidden');
    expect((await failureOf(() => sources.expand('/etc/*'))).code).toBe('forbidden');
    expect((await failureOf(() => sources.expand(`${'{a,b}'.repeat(2000)}*`))).code).toBe('invalid_input');
    await close();
  });

  // Nothing is closed to root.
  it.skipIf(process.getuid?.() === 0)('names a folder that it may not look into and goes on', async () => {
    const { loader: sources, close } = await loader();
    const closed = join(root, 'sub', 'closed');
    mkdirSync(closed, { mode: 0o000 });
    const { files, unreadable } = await sources.expand('sub');
    rmSync(closed, { recursive: true });
    expect(files).toHaveLength(2);
    expect(unreadable).toEqual([closed]);
    await close();
  });
});

describe('globs', () => {
  it.each([
    ['*.md', 'a.md', true],
    ['*.md', 'x/a.md', false],
    ['**/*.md', 'a.md', true],
    ['**/*.md', 'x/y/a.md', true],
    ['x/**', 'x/y/z', true],
    ['x/**/z', 'x/z', true],
    ['x/**/z', 'x/a/b/z', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['{a,b}/*', 'b/c', true],
    ['{a,b}/*', 'c/c', false],
    ['a{1', 'a{1', true],
    ['*a*b*c', 'xxaxxbxxc', true],
    ['*a*b*c', 'xxaxxbxx', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matchesGlob(pattern, path)).toBe(expected);
  });

  it('takes no time for a pattern made to backtrack', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matchesGlob(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(400))).toBe(false);
    expect(matchesGlob('{a,b}'.repeat(30), 'x')).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
