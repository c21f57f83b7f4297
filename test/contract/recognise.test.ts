import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { resample } from '../../src/audio/resample.ts';
import type { Pcm } from '../../src/core/audio.ts';
import { findProgram } from '../../src/core/find-program.ts';
import { resolveOptional } from '../../src/core/import-optional.ts';
import { silentLog } from '../../src/core/log.ts';
import type { TranscribeCapability, TranscribeRequest, TranscribeResult } from '../../src/core/transcribe.ts';
import { POCKETSPHINX, pocketsphinx } from '../../src/local/recognise/pocketsphinx.ts';
import { sherpaFile } from '../../src/local/recognise/sherpa.ts';
import { soundOf } from '../../src/local/recognise/sound.ts';
import { WHISPER_PACKAGE, whisperFile } from '../../src/local/recognise/whisper.ts';
import { SENTENCES } from '../support/sentences.ts';
import { engineEndpoint, spoken, wavOf } from '../support/speech.ts';
import { writeTinySherpa } from '../support/tiny-sherpa.ts';
import { tinyWhisper } from '../support/tiny-whisper.ts';
import { wordErrors, wordsOf } from '../support/word-errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmkit-recognise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RATE = 16_000;
const silence = (seconds: number): Pcm => ({ samples: new Float32Array(seconds * RATE), rate: RATE });
const joined = (...parts: readonly Pcm[]): Pcm => {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.samples.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part.samples, at);
    at += part.samples.length;
  }
  return { samples, rate: RATE };
};
const requestOf = (audio: TranscribeRequest['audio']): TranscribeRequest => ({ model: 'any', audio });
const said = async (text: string, voice?: string): Promise<Pcm> =>
  soundOf(requestOf(await spoken(text, voice)), 'test');

/** These engines answer in one call. */
function transcribe(
  engine: TranscribeCapability,
  request: Omit<TranscribeRequest, 'model'>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (doneS: number) => void } = {},
): Promise<TranscribeResult> {
  if (!('transcribe' in engine)) throw new Error('the engine works on its own time');
  return engine.transcribe({ model: 'any', ...request }, { signal: AbortSignal.timeout(60_000), ...options });
}

const program = findProgram(POCKETSPHINX.names, process.env.PATH);
const host = { dataFolder: folder, log: silentLog };

describe.runIf(program !== undefined)('Pocketsphinx', () => {
  const engine = pocketsphinx({ ...host, program: () => program });

  it('understands four of five words of twenty sentences that the default voice says', async () => {
    let errors = 0;
    let words = 0;
    for (const sentence of SENTENCES) {
      const { text } = await transcribe(engine, { audio: await spoken(sentence) });
      errors += wordErrors(wordsOf(sentence), wordsOf(text));
      words += wordsOf(sentence).length;
    }
    expect(errors / words).toBeLessThan(0.2);
  }, 120_000);

  it('tells when each word was said and how sure it is, through a long silence', async () => {
    const first = await said('She walked along the river with her dog.');
    const later = first.samples.length / RATE + 25;
    const sound = joined(first, silence(25), await said('Nobody knows what the future will bring.'));
    const progress: number[] = [];
    const { text, segments, words, durationS, usage, language } = await transcribe(
      engine,
      { audio: wavOf(sound), timestamps: 'word', language: 'en-US' },
      { onProgress: (doneS) => progress.push(doneS) },
    );
    expect(wordsOf(text)).toEqual(expect.arrayContaining(['river', 'dog', 'what', 'future']));
    expect(language).toBe('en');
    expect(durationS).toBeCloseTo(sound.samples.length / RATE, 3);
    expect(usage.seconds).toBe(durationS);
    expect(segments.length).toBeGreaterThanOrEqual(2);
    const future = words?.find((word) => word.text === 'future');
    expect(future?.startS).toBeGreaterThan(later + 0.5);
    expect(future?.startS).toBeLessThan(later + 2);
    for (const word of words ?? []) {
      expect(word.endS).toBeGreaterThanOrEqual(word.startS);
      expect(word.confidence).toBeGreaterThanOrEqual(0);
      expect(word.confidence).toBeLessThanOrEqual(1);
    }
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual(progress.toSorted((left, right) => left - right));
    expect(progress.at(-1)).toBeCloseTo(durationS ?? 0, 1);
  });

  it('hears nothing in silence and in hiss', async () => {
    const hiss = silence(3).samples.map((_, index) => 0.003 * Math.sin(index * index));
    for (const sound of [silence(2), { samples: hiss, rate: RATE }, { samples: new Float32Array(0), rate: RATE }]) {
      expect(await transcribe(engine, { audio: wavOf(sound) })).toMatchObject({ text: '', segments: [] });
    }
  });

  it('refuses another language, and notes what it cannot do', async () => {
    const audio = await spoken('Good morning.');
    await expect(transcribe(engine, { audio, language: 'de' })).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('WHISPER_MODEL'),
    });
    const { notes, words } = await transcribe(engine, { audio, diarize: true, prompt: 'names' });
    expect(notes).toHaveLength(2);
    expect(words).toBeUndefined();
  });

  it('is killed as soon as it is cancelled', async () => {
    const sound = await said('The old man told a story about the war. '.repeat(8));
    const controller = new AbortController();
    const hearing = transcribe(engine, { audio: wavOf(sound) }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 400);
    const started = performance.now();
    await expect(hearing).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('a machine without Pocketsphinx', () => {
  it('is told the one line that installs it', async () => {
    const engine = pocketsphinx({ ...host, program: () => undefined });
    await expect(transcribe(engine, { audio: wavOf(silence(1)) })).rejects.toMatchObject({
      code: 'not_configured',
      hint: 'Run: apt-get install pocketsphinx pocketsphinx-en-us',
    });
  });

  it.runIf(process.platform !== 'win32')('speaks to version 5 by its other command line', async () => {
    const bin = join(folder, 'pocketsphinx');
    const line =
      '{"b":0,"d":1.5,"p":0.9,"t":"go on","w":[{"b":0,"d":0.2,"p":1,"t":"<s>"},{"b":0.2,"d":0.5,"p":0.8,"t":"go"},{"b":0.7,"d":0.4,"p":1.0004,"t":"on(2)"}]}';
    writeFileSync(bin, `#!/bin/sh\n[ "$1" = single ] && [ -s "$2" ] && echo '${line}'\n`, { mode: 0o755 });
    const engine = pocketsphinx({ ...host, program: () => bin });
    const sound = await said('Go on.');
    expect(await transcribe(engine, { audio: wavOf(sound), timestamps: 'word' })).toMatchObject({
      text: 'go on',
      words: [
        { startS: 0.2, endS: 0.7, text: 'go', confidence: 0.8 },
        { startS: 0.7, text: 'on', confidence: 1 },
      ],
    });
  });

  it.runIf(process.platform !== 'win32')('says what a failing program complained of', async () => {
    const bin = join(folder, 'pocketsphinx_batch');
    const script =
      '#!/bin/sh\necho "INFO: hello" >&2\necho "ERROR: \\"acmod.c\\", line 83: Folder has no model" >&2\nexit 1\n';
    writeFileSync(bin, script, { mode: 0o755 });
    const engine = pocketsphinx({ ...host, program: () => bin });
    await expect(transcribe(engine, { audio: await spoken('Go on.') })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Folder has no model'),
    });
  });
});

describe.runIf(resolveOptional(WHISPER_PACKAGE) !== undefined)('a whisper.cpp model file', () => {
  const english = join(folder, 'ggml-tiny.en.bin');
  const multilingual = join(folder, 'ggml-tiny.bin');
  writeFileSync(english, tinyWhisper('english'));
  writeFileSync(multilingual, tinyWhisper('multilingual'));
  const engineFor = (model: string) => whisperFile(engineEndpoint({ model }));

  it('is loaded and decodes: text, segments inside of the audio, the name of the file', async () => {
    const sound = await said('The train to London leaves from platform two.');
    const result = await transcribe(engineFor(english), { audio: wavOf(sound) });
    expect(result).toMatchObject({ language: 'en', model: 'ggml-tiny.en.bin' });
    expect(result.text).toMatch(/^w\d+/);
    expect(result.segments.length).toBeGreaterThan(0);
    for (const { startS, endS } of result.segments) {
      expect(startS).toBeGreaterThanOrEqual(0);
      expect(endS).toBeGreaterThanOrEqual(startS);
      expect(endS).toBeLessThanOrEqual(sound.samples.length / RATE + 0.001);
    }
  });

  it('gives words where they are asked for', async () => {
    const { words, segments } = await transcribe(engineFor(english), {
      audio: await spoken('They watched the news on television.'),
      timestamps: 'word',
      prompt: 'News',
    });
    expect(words?.length).toBeGreaterThan(0);
    expect(segments.map(({ text }) => text).join(' ')).toBe(words?.map(({ text }) => text).join(' '));
  });

  it('detects the language with a model of many languages, and takes the one that is named', async () => {
    const engine = engineFor(multilingual);
    const audio = await spoken('Good morning to all of you.');
    expect((await transcribe(engine, { audio })).language).toMatch(/^[a-z]{2,3}$/);
    expect((await transcribe(engine, { audio, language: 'de-DE' })).language).toBe('de');
    await expect(transcribe(engine, { audio, language: 'xx' })).rejects.toMatchObject({ code: 'unsupported' });
    await expect(transcribe(engineFor(english), { audio, language: 'de' })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('hears two calls at once, one after the other, in one process', async () => {
    const engine = engineFor(english);
    const audio = await spoken('Could you open the window for a moment?');
    const [first, second] = await Promise.all([transcribe(engine, { audio }), transcribe(engine, { audio })]);
    for (const { segments, durationS } of [first, second]) {
      expect(segments.length).toBeGreaterThan(0);
      expect(durationS).toBe(first.durationS);
    }
  });

  it('is killed as soon as it is cancelled, and the next call works', async () => {
    const engine = engineFor(multilingual);
    const sound = await said('Our plane was late because of the snow. '.repeat(6));
    const long = joined(...Array.from({ length: 12 }, () => sound));
    const controller = new AbortController();
    const hearing = transcribe(engine, { audio: wavOf(long) }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    const started = performance.now();
    await expect(hearing).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect((await transcribe(engine, { audio: wavOf(await said('Go on.')) })).language).toBeDefined();
  });

  it.each([
    ['is missing', undefined, 'not_configured'],
    ['is something else', Buffer.from('GGUF is for language models'), 'not_configured'],
    ['is empty', Buffer.alloc(0), 'not_configured'],
    ['is cut', tinyWhisper().subarray(0, 2_000_000), 'unavailable'],
    ['has sizes that cannot be', Buffer.concat([Buffer.from('lmgg'), Buffer.alloc(64, 0x7f)]), 'unavailable'],
  ])('that %s is named in the error, and nothing else breaks', async (what, content, code) => {
    const file = join(folder, `${what.replaceAll(' ', '-')}.bin`);
    if (content !== undefined) writeFileSync(file, content);
    const audio = await spoken('Nobody knows what the future will bring.');
    const failing = transcribe(engineFor(file), { audio });
    await expect(failing).rejects.toMatchObject({ code, message: expect.stringContaining(file) });
  });

  it('is not asked about silence', async () => {
    expect(await transcribe(engineFor(english), { audio: wavOf(silence(3)) })).toMatchObject({
      text: '',
      segments: [],
    });
  });
});

describe('a sherpa-onnx model folder', () => {
  const tiny = join(folder, 'nemo-ctc-tiny');
  writeTinySherpa(tiny);
  const engine = sherpaFile(engineEndpoint({ model: tiny }));

  it.runIf(resolveOptional('sherpa-onnx-node') !== undefined)('is loaded and decodes', async () => {
    const { words, text } = await transcribe(engine, { audio: await spoken('Go on.'), timestamps: 'word' });
    expect(text).toMatch(/^(the|cats?|s| )+$/);
    expect(words?.length).toBeGreaterThan(0);
  });

  it.runIf(resolveOptional('sherpa-onnx-node') === undefined)('says which package is missing', async () => {
    await expect(transcribe(engine, { audio: wavOf(silence(1)) })).rejects.toMatchObject({
      code: 'not_configured',
      hint: 'Run: npm install sherpa-onnx-node',
    });
  });
});

describe('what engines of this machine take', () => {
  it('is WAV at 16 kHz with one channel, and nothing else', async () => {
    mkdirSync(folder, { recursive: true });
    const other = resample(await said('Go on.'), 8000);
    for (const audio of [wavOf(other), { bytes: Buffer.from('ID3'), mimeType: 'audio/mpeg' }]) {
      expect(() => soundOf(requestOf(audio), 'test')).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    }
  });
});
