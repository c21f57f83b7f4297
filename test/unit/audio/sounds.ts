import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pcm } from '../../../src/core/audio.ts';
import type { Media } from '../../../src/core/content.ts';

export const { signal } = new AbortController();

export const media = (bytes: Uint8Array, name = '', mimeType = ''): Media => ({ bytes, name, mimeType });

export const tone = (frequency: number, rate: number, seconds = 1, level = 0.5): Pcm => ({
  rate,
  samples: Float32Array.from({ length: Math.round(rate * seconds) }, (_, index) => {
    return level * Math.sin((2 * Math.PI * frequency * index) / rate);
  }),
});

/** Always the same noise. */
export function noise(rate: number, seconds: number, level: number): Pcm {
  let state = 42;
  const samples = Float32Array.from({ length: Math.round(rate * seconds) }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return level * (state / 2 ** 31 - 1);
  });
  return { rate, samples };
}

export const silence = (rate: number, seconds: number): Pcm => ({
  rate,
  samples: new Float32Array(Math.round(rate * seconds)),
});

export function concat(...pieces: readonly Pcm[]): Pcm {
  const samples = Float32Array.from(pieces.flatMap((piece) => [...piece.samples]));
  return { samples, rate: pieces[0]?.rate ?? 0 };
}

export function mix(first: Pcm, second: Pcm): Pcm {
  return { rate: first.rate, samples: first.samples.map((value, index) => value + (second.samples[index] ?? 0)) };
}

/** Something like a spoken word: a buzz that swells and fades. */
export function word(rate: number, seconds: number, level = 0.4): Pcm {
  const length = Math.round(rate * seconds);
  const samples = Float32Array.from({ length }, (_, index) => {
    const at = (2 * Math.PI * 140 * index) / rate;
    return level * Math.sin((Math.PI * index) / length) * (Math.sin(at) + Math.sin(3 * at) / 2 + Math.sin(7 * at) / 3);
  });
  return { rate, samples };
}

const middle = ({ samples }: Pcm) => samples.subarray(samples.length * 0.1, samples.length * 0.9);

/** Of one frequency, in decibels below full scale of a sine. */
export function toneLevel(pcm: Pcm, frequency: number): number {
  const part = middle(pcm);
  let [real, imaginary] = [0, 0];
  for (const [index, value] of part.entries()) {
    const at = (2 * Math.PI * frequency * index) / pcm.rate;
    real += value * Math.cos(at);
    imaginary += value * Math.sin(at);
  }
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / part.length);
}

/** Of everything, in decibels below full scale of a sine. */
export function fullLevel(pcm: Pcm): number {
  const part = middle(pcm);
  return 10 * Math.log10((2 * part.reduce((sum, value) => sum + value * value, 0)) / part.length);
}

export const secondsOf = ({ samples, rate }: Pcm): number => samples.length / rate;

export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** A file that ffmpeg makes of another one. */
export function ffmpeg(input: Uint8Array, ...args: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'llmkit-test-'));
  try {
    const path = join(folder, 'made');
    const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-i', 'pipe:0', ...args, path], {
      input,
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(stderr.toString());
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
