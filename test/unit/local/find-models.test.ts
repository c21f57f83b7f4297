import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.ts';
import { cacheFolders } from '../../../src/local/llama/cache-folders.ts';
import { findModels } from '../../../src/local/llama/find-models.ts';
import { readGguf } from '../../../src/local/llama/gguf.ts';
import { byUse, demandModel, modelNames } from '../../../src/local/llama/models.ts';
import { tinyGguf } from '../../support/tiny-gguf.ts';

let home: string;
const made: string[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-caches-'));
  made.push(home);
});
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const put = (path: string, bytes: string | Buffer = tinyGguf()): string => {
  const whole = join(home, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, bytes);
  return whole;
};
const variablesOf = (more: Readonly<Record<string, string>> = {}) => {
  const all: Readonly<Record<string, string>> = { HOME: home, OLLAMA_MODELS: join(home, '.ollama/models'), ...more };
  return (name: string): string | undefined => all[name];
};
const found = async (more?: Readonly<Record<string, string>>) => {
  const models = await findModels(variablesOf(more), join(home, 'own'));
  return models.map(({ name, owner }) => `${owner}: ${name}`);
};

describe('model files in the caches of other programs', () => {
  it('are found where each program keeps them', async () => {
    const blob = put('.cache/huggingface/hub/models--org--tiny/blobs/abc');
    const snapshot = join(home, '.cache/huggingface/hub/models--org--tiny/snapshots/rev');
    mkdirSync(snapshot, { recursive: true });
    symlinkSync(blob, join(snapshot, 'tiny-hf-Q4_K_M.gguf'));
    put('.lmstudio/models/org/repo/tiny-lms.gguf');
    put('.cache/llama.cpp/org_tiny-cpp.gguf');
    put('.local/share/nomic.ai/GPT4All/tiny-g4a.gguf');
    put('.local/share/Jan/data/llamacpp/models/tiny-jan/model.gguf');
    put('own/mine.gguf');
    const models = await found();
    const usual = process.platform === 'linux' ? ['llama.cpp: org_tiny-cpp', 'GPT4All: tiny-g4a', 'Jan: tiny-jan'] : [];
    expect(models).toEqual(
      expect.arrayContaining(['LLMKit: mine', 'LM Studio: tiny-lms', 'Hugging Face: tiny-hf-Q4_K_M', ...usual]),
    );
  });

  it('of Ollama go by the name that Ollama gives them', async () => {
    const digest = 'a'.repeat(64);
    const layers = [
      { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${'b'.repeat(64)}` },
      { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}` },
    ];
    const manifest = JSON.stringify({ schemaVersion: 2, layers });
    put('.ollama/models/manifests/registry.ollama.ai/library/tinyllama/latest', manifest);
    put('.ollama/models/manifests/registry.ollama.ai/someone/tiny/1b', manifest);
    put('.ollama/models/manifests/hf.co/org/tiny-GGUF/Q4_K_M', manifest);
    put(`.ollama/models/blobs/sha256-${digest}`);
    const elsewhere = JSON.stringify({
      layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: '../../x' }],
    });
    put('.ollama/models/manifests/registry.ollama.ai/library/escape/latest', elsewhere);
    put('.ollama/models/manifests/registry.ollama.ai/library/broken/latest', '{');
    expect((await found()).toSorted()).toEqual([
      'Ollama: hf.co/org/tiny-GGUF:Q4_K_M',
      'Ollama: someone/tiny:1b',
      'Ollama: tinyllama:latest',
    ]);
  });

  it('lie where the variables of those programs say', async () => {
    put('hub/models--a--b/snapshots/r/one.gguf');
    put('cpp/two.gguf');
    expect(await found({ HF_HUB_CACHE: join(home, 'hub'), LLAMA_CACHE: join(home, 'cpp') })).toEqual([
      'Hugging Face: one',
      'llama.cpp: two',
    ]);
  });

  it('leave out what is no whole model: eyes, adapters, later parts, other files', async () => {
    put('own/mmproj-tiny.gguf');
    put('own/adapter.gguf', tinyGguf({ type: 'adapter' }));
    put('own/text.gguf', 'not a model');
    put('own/empty.gguf', '');
    put('own/huge-00001-of-00002.gguf');
    put('own/huge-00002-of-00002.gguf');
    expect(await found()).toEqual(['LLMKit: huge']);
  });

  it('are looked for where Windows and macOS keep them', () => {
    const windows = cacheFolders((name) => (name === 'LOCALAPPDATA' ? 'L' : name === 'APPDATA' ? 'R' : 'H'), 'win32');
    expect(windows.files.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining([join('L', 'nomic.ai', 'GPT4All'), join('R', 'Jan', 'data')]),
    );
    const mac = cacheFolders((name) => (name === 'HOME' ? 'H' : undefined), 'darwin');
    expect(mac.files.map(({ folder }) => folder)).toContain(join('H', 'Library', 'Caches', 'llama.cpp'));
  });
});

describe('a GGUF file', () => {
  it('tells its kind, its context and whether it embeds', async () => {
    expect(await readGguf(put('a.gguf', tinyGguf({ contextTokens: 4096 })))).toEqual({
      architecture: 'llama',
      contextTokens: 4096,
      embeds: false,
      isModel: true,
    });
    expect(await readGguf(put('b.gguf', tinyGguf({ embeds: true })))).toMatchObject({ embeds: true });
  });

  it.each([0, 3, 23, 24, 40, 100])('cut after %s bytes is no model, and no crash', async (length) => {
    expect((await readGguf(put('c.gguf', tinyGguf().subarray(0, length))))?.isModel ?? false).toBe(false);
  });

  it('with sizes that cannot be is no model, and no crash', async () => {
    const bytes = tinyGguf();
    bytes.fill(0xff, 16, 40);
    expect((await readGguf(put('d.gguf', bytes)))?.isModel ?? false).toBe(false);
  });
});

describe('the model that a call gets', () => {
  const host = (more?: Readonly<Record<string, string>>) => ({
    dataFolder: home,
    log: silentLog,
    variable: variablesOf(more),
  });

  it('is the operator’s first, and then the largest that is quick', async () => {
    const gb = 1e9;
    const sized = [{ bytes: 4 * gb }, { bytes: 40 * gb }, { bytes: 1 * gb }, { bytes: 9 * gb }];
    expect(byUse(sized, 64 * gb).map(({ bytes }) => bytes / gb)).toEqual([4, 1, 9, 40]);
    expect(byUse(sized, 3 * gb).map(({ bytes }) => bytes / gb)).toEqual([1, 4, 9, 40]);
    put('models/found.gguf');
    const path = put('elsewhere/named.gguf');
    expect(await modelNames(host({ LOCAL_GGUF: path }), true)).toEqual(['named', 'found']);
    expect(await modelNames(host({ LLMKIT_LLM_MODEL: path, LOCAL_GGUF: '/nowhere' }), false)).toEqual(['named']);
    expect(await modelNames(host({ LLMKIT_LLM_MODEL: dirname(path) }), false)).toEqual(['named']);
  });

  it('is never a path that a caller names', async () => {
    const path = put('elsewhere/secret.gguf');
    await expect(demandModel(path, host(), 'gguf-file')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is a clear error where the named file is none', async () => {
    const path = join(home, 'missing.gguf');
    expect(await modelNames(host({ LLMKIT_LLM_MODEL: path }), true)).toEqual(['missing']);
    await expect(demandModel('missing', host({ LLMKIT_LLM_MODEL: path }), 'gguf-file')).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(path),
    });
  });
});
