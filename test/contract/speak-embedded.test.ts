import { describe, expect, it, vi } from 'vitest';
import { readRiff } from '../../src/audio/riff.ts';
import { samplesOf } from '../../src/audio/wav.ts';
import { resolveOptional } from '../../src/core/import-optional.ts';
import type { SpeakRequest } from '../../src/core/speak.ts';
import { FLITE_PACKAGE, FLITE_VOICES, fliteEngine } from '../../src/local/flite/engine.ts';

const engine = fliteEngine();

async function speak(request: Partial<SpeakRequest>, signal = new AbortController().signal) {
  const chunks: Uint8Array[] = [];
  const result = await engine.speak(
    { model: 'flite', text: 'Hello, this is a test of the voice.', format: 'wav', ...request },
    { signal, onAudio: (chunk) => chunks.push(chunk) },
  );
  return { result, chunks, bytes: Buffer.concat(chunks) };
}

const loudness = (pcm: Uint8Array): number => Math.max(...samplesOf(pcm).map(Math.abs));

describe.runIf(resolveOptional(FLITE_PACKAGE) !== undefined)('the embedded speaking engine', () => {
  it.each(FLITE_VOICES)('speaks with the voice %s, as a WAV whose header tells the truth', async (voice) => {
    const { result, bytes } = await speak({ voice });
    const riff = readRiff(bytes);
    expect(riff).toMatchObject({ tag: 1, channels: 1, rate: voice === 'kal' ? 8000 : 16_000, bits: 16 });
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44);
    expect(result).toMatchObject({ format: 'wav', rate: riff?.rate, model: `flite-${voice}`, notes: [] });
    expect(result.usage).toEqual({ characters: 35 });
    expect(bytes.length).toBeGreaterThan(20_000);
    expect(loudness(bytes.subarray(44))).toBeGreaterThan(0.1);
  });

  it('hands over raw samples when pcm is asked for', async () => {
    const wav = await speak({});
    const pcm = await speak({ format: 'pcm' });
    expect(pcm.result).toMatchObject({ format: 'pcm', rate: 16_000 });
    expect(pcm.bytes.equals(wav.bytes.subarray(44))).toBe(true);
  });

  it('hands a long text over piece by piece, header first', async () => {
    const text = 'The quick brown fox jumps over the lazy dog near the river bank. '.repeat(12);
    const { chunks, bytes } = await speak({ text });
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks[0]).toHaveLength(44);
    expect(readRiff(bytes)?.data).toHaveLength(bytes.length - 44);
  });

  it('takes half the time at twice the speed', async () => {
    const usual = await speak({});
    const fast = await speak({ speed: 2 });
    expect(fast.bytes.length / usual.bytes.length).toBeCloseTo(0.5, 1);
  });

  it('refuses an unknown voice with the ones it has', async () => {
    await expect(speak({ voice: 'smt' })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('Did you mean slt'),
      hint: expect.stringContaining('rms, slt, awb'),
    });
  });

  it.each([0, -1, 9, Number.NaN])('refuses speed %s', async (speed) => {
    await expect(speak({ speed })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it.each(['Привет, как дела?', '今日は天気がいいですね', 'مرحبا بالعالم'])(
    'says honestly that it cannot speak %s',
    async (text) => {
      await expect(speak({ text })).rejects.toMatchObject({
        code: 'unsupported',
        hint: expect.stringContaining('model'),
      });
    },
  );

  it('refuses a language that is not English', async () => {
    await expect(speak({ language: 'de' })).rejects.toMatchObject({ code: 'unsupported' });
    expect((await speak({ language: 'en-GB' })).bytes.length).toBeGreaterThan(44);
  });

  it.each(['', '   \n', '... !? ()', '\u0000\u0001'])('refuses %j, which holds nothing to say', async (text) => {
    await expect(speak({ text })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('notes what it left out', async () => {
    const { result } = await speak({ text: 'Good morning to you and you 😀' });
    expect(result.notes).toEqual(['1 character was left out: an English voice cannot say it.']);
  });

  it.each(['x'.repeat(400), '9'.repeat(300), `${'('.repeat(700)}word`, 'a-b-'.repeat(300), '<speak>&amp;%$#@</speak>'])(
    'gets through hostile text %#',
    async (text) => {
      expect((await speak({ text })).bytes.length).toBeGreaterThan(1000);
    },
  );

  it('ends long before it is done when it is cancelled', async () => {
    const controller = new AbortController();
    const text = 'A long story that goes on for a while and then some more. '.repeat(2_000);
    const speaking = speak({ text }, controller.signal);
    setTimeout(() => controller.abort(), 150);
    const started = performance.now();
    await expect(speaking).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - started).toBeLessThan(10_000);
    await expect(speak({}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('prints nothing, not even a warning about experiments', async () => {
    const stderr = vi.spyOn(process.stderr, 'write');
    const warned = vi.fn();
    process.on('warning', warned);
    await speak({});
    expect(stderr).not.toHaveBeenCalled();
    expect(warned).not.toHaveBeenCalled();
    process.off('warning', warned);
    stderr.mockRestore();
  });
});
