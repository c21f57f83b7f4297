import { describe, expect, it } from 'vitest';
import { createResampler, resample } from '../../../src/audio/resample.ts';
import { pcm16Of, samplesOf } from '../../../src/audio/wav.ts';
import { fullLevel, secondsOf, tone, toneLevel } from './sounds.ts';

const HALF = 20 * Math.log10(0.5);

describe('resample', () => {
  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [22_050, 16_000],
    [11_025, 16_000],
    [8_000, 24_000],
    [16_000, 48_000],
    [16_000, 44_100],
    [44_099, 16_001],
  ])('keeps frequency, level and length of a tone from %i to %i Hz', (from, to) => {
    const result = resample(tone(1_000, from), to);
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(0.1);
    // Nothing but the tone: what aliases or images add would show here.
    expect(Math.abs(fullLevel(result) - HALF)).toBeLessThan(0.1);
    expect(Math.abs(secondsOf(result) - 1)).toBeLessThan(1 / to);
    expect(result.rate).toBe(to);
  });

  it.each([
    [48_000, 16_000, 8_080],
    [48_000, 16_000, 12_000],
    [44_100, 16_000, 9_000],
    [44_100, 16_000, 21_000],
    [24_000, 8_000, 4_100],
    [16_000, 8_000, 7_900],
  ])('from %i to %i Hz, a tone of %i Hz is down by 60 dB', (from, to, frequency) => {
    expect(fullLevel(resample(tone(frequency, from), to))).toBeLessThan(HALF - 60);
  });

  it('keeps speech up to 85 % of the new Nyquist frequency', () => {
    expect(Math.abs(toneLevel(resample(tone(6_800, 48_000), 16_000), 6_800) - HALF)).toBeLessThan(0.1);
  });

  it('keeps a moment where it is', () => {
    const click = { rate: 48_000, samples: new Float32Array(48_000) };
    click.samples[24_000] = 1;
    const { samples } = resample(click, 16_000);
    expect(samples.indexOf(Math.max(...samples))).toBe(8_000);
  });

  it('gives the sound back as it is at its own rate', () => {
    const pcm = tone(440, 16_000);
    expect(resample(pcm, 16_000)).toBe(pcm);
  });

  it('takes less than one sample', () => {
    expect(resample({ samples: new Float32Array(0), rate: 48_000 }, 8_000).samples).toHaveLength(0);
    expect(resample({ samples: new Float32Array(1), rate: 48_000 }, 8_000).samples).toHaveLength(0);
  });
});

describe('rates that no sound has', () => {
  it.each([0, -8_000, 0.5, 12, Number.NaN, Number.POSITIVE_INFINITY, 4_000_000_000])('%d are refused', (rate) => {
    expect(() => createResampler(16_000, rate)).toThrow(/samples a second/);
    expect(() => resample(tone(440, 16_000), rate)).toThrow(/samples a second/);
  });
});

describe('live resampling', () => {
  const whole = (from: number, to: number, bytes: Uint8Array) => {
    const resampler = createResampler(from, to);
    return Buffer.concat([resampler.push(bytes), resampler.end()]);
  };

  it.each([
    [16_000, 24_000],
    [24_000, 16_000],
    [8_000, 24_000],
    [48_000, 16_000],
    [44_100, 24_000],
  ])('gives the same from %i to %i Hz however the sound is cut', (from, to) => {
    const bytes = pcm16Of(tone(700, from, 0.5).samples);
    const resampler = createResampler(from, to);
    const pieces: Uint8Array[] = [];
    // Odd sizes too: a network cuts samples in two.
    for (let start = 0, size = 1; start < bytes.length; start += size, size = (size * 7 + 3) % 1_201) {
      pieces.push(resampler.push(bytes.subarray(start, start + size)));
    }
    pieces.push(resampler.end());
    expect(Buffer.concat(pieces).equals(whole(from, to, bytes))).toBe(true);
  });

  it.each([
    [16_000, 24_000],
    [48_000, 16_000],
  ])('keeps level and frequency from %i to %i Hz', (from, to) => {
    const result = { samples: samplesOf(whole(from, to, pcm16Of(tone(1_000, from).samples))), rate: to };
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(0.1);
    expect(Math.abs(fullLevel(result) - HALF)).toBeLessThan(0.1);
  });

  it('lets nothing through that would be heard as another tone', () => {
    const bytes = whole(48_000, 16_000, pcm16Of(tone(10_000, 48_000).samples));
    expect(fullLevel({ samples: samplesOf(bytes), rate: 16_000 })).toBeLessThan(HALF - 56);
  });

  it('answers each block of 20 ms with about 20 ms', () => {
    const resampler = createResampler(16_000, 24_000);
    const sizes = Array.from({ length: 50 }, () => resampler.push(new Int16Array(320)).length);
    expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(962);
    expect(Math.min(...sizes.slice(1))).toBeGreaterThanOrEqual(958);
  });

  it('passes equal rates through, whole samples at a time', () => {
    const resampler = createResampler(16_000, 16_000);
    expect(resampler.push(Uint8Array.of(1, 2, 3))).toEqual(Uint8Array.of(1, 2));
    expect(resampler.push(Uint8Array.of(4, 5))).toEqual(Uint8Array.of(3, 4));
    expect(resampler.push(Uint8Array.of(6))).toEqual(Uint8Array.of(5, 6));
  });
});
