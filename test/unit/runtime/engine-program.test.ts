import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { byPreference } from '../../../src/config/preference.ts';
import { findProgram } from '../../../src/core/find-program.ts';
import { silentLog } from '../../../src/core/log.ts';
import { engines } from '../../../src/local/index.generated.ts';
import { createCatalogue } from '../../../src/runtime/catalogue.ts';
import { capabilityOfName } from '../../../src/runtime/discover.ts';
import { resolveModel } from '../../../src/runtime/resolve.ts';
import { testConfig } from '../../config.ts';
import { createFakeClock } from '../../fake-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmkit-program-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const clock = createFakeClock();
const catalogueWith = (keys: Readonly<Record<string, string>>) =>
  createCatalogue({
    config: testConfig({ home: folder, keys }),
    clock,
    log: silentLog,
    definitions: byPreference(engines),
    modelFacts: {},
    wires: {},
    createEndpoint: () => {
      throw new Error('engines have no endpoint');
    },
  });

describe('looking for a program', () => {
  it('takes the first name that can be run, whatever folder it lies in', () => {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    for (const each of [first, second]) mkdirSync(each);
    writeFileSync(join(first, 'old'), '', { mode: 0o755 });
    writeFileSync(join(second, 'new'), '', { mode: 0o755 });
    const path = [first, second].join(delimiter);
    expect(findProgram(['new', 'old'], path)).toBe(join(second, 'new'));
    mkdirSync(join(first, 'new'));
    expect(findProgram(['new', 'old'], path)).toBe(join(second, 'new'));
    if (process.platform !== 'win32') {
      chmodSync(join(second, 'new'), 0o644);
      expect(findProgram(['new', 'old'], path)).toBe(join(first, 'old'));
    }
    expect(findProgram(['new'], undefined)).toBeUndefined();
  });
});

describe('an engine over a program', () => {
  it('is not configured without it, and says the command that installs it', async () => {
    const catalogue = catalogueWith({ PATH: join(folder, 'nowhere') });
    const listed = (await catalogue.providers()).find(({ id }) => id === 'pocketsphinx');
    expect(listed).toMatchObject({ configured: false, install: 'apt-get install pocketsphinx pocketsphinx-en-us' });
    expect(listed?.missing).toBeUndefined();
    await expect(resolveModel('pocketsphinx', 'transcribe', { catalogue, clock })).rejects.toMatchObject({
      code: 'not_configured',
      message: 'Pocketsphinx is not installed on this machine.',
      hint: 'Run: apt-get install pocketsphinx pocketsphinx-en-us',
    });
  });

  it('is there as soon as the program is', async () => {
    const bin = join(folder, 'bin');
    const catalogue = catalogueWith({ PATH: bin });
    expect((await catalogue.providers()).find(({ id }) => id === 'pocketsphinx')?.configured).toBe(false);
    mkdirSync(bin);
    writeFileSync(join(bin, 'pocketsphinx_continuous'), '', { mode: 0o755 });
    expect(await resolveModel('pocketsphinx', 'transcribe', { catalogue, clock })).toMatchObject({
      ref: 'pocketsphinx/en-us',
      local: true,
    });
  });
});

describe('an engine over a model file', () => {
  it('is configured by the variable that names the file', async () => {
    const without = (await catalogueWith({}).providers()).find(({ id }) => id === 'whisper-file');
    expect(without).toMatchObject({ configured: false, missing: 'WHISPER_MODEL' });
    const catalogue = catalogueWith({ WHISPER_MODEL: '/models/ggml-base.bin' });
    expect((await catalogue.providers()).find(({ id }) => id === 'whisper-file')).toMatchObject({ configured: true });
  });
});

it('a model that somebody chose hears before the recogniser that needs no choice', () => {
  const hearing = byPreference(engines.toReversed()).filter(({ capabilities }) => 'transcribe' in capabilities);
  expect(hearing.map(({ id }) => id)).toEqual(['whisper-file', 'sherpa-file', 'pocketsphinx']);
});

describe('what a model is for, by its name', () => {
  it.each([
    ['Systran/faster-whisper-large-v3', 'transcribe'],
    ['nvidia/parakeet-tdt-0.6b-v3', 'transcribe'],
    ['gpt-4o-mini-transcribe', 'transcribe'],
    ['iic/SenseVoiceSmall', 'transcribe'],
    ['hexgrad/Kokoro-82M', 'speak'],
    ['tts-1-hd', 'speak'],
    ['gpt-4o-mini-tts', 'speak'],
    ['voice-en-us-piper', 'speak'],
    ['bge-m3', 'embed'],
    ['qwen3:8b', 'chat'],
    ['attstudio/llama', 'chat'],
    ['gemma4:e4b', 'chat'],
  ])('%s: %s', (name, capability) => {
    expect(capabilityOfName(name)).toBe(capability);
  });
});
