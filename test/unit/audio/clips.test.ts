import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { cutAtPauses, speechSpans } from '../../../src/audio/pauses.ts';
import { audioLength } from '../../../src/audio/probe.ts';
import { encodeWav } from '../../../src/audio/wav.ts';
import { hasShared, shared } from '../../shared.ts';
import { ffmpeg, hasFfmpeg, media, secondsOf, signal } from './sounds.ts';

type Clip = {
  readonly file: string;
  readonly transcript: string;
  readonly codec: string;
  readonly sample_rate: number;
  readonly seconds: number;
};

const clips: readonly Clip[] = hasShared ? JSON.parse(readFileSync(shared('audio', 'expected.json'), 'utf8')) : [];
const load = ({ file }: Clip) => media(readFileSync(shared('audio', 'files', file)), file);
/** Encoders add some silence at both ends of an MP3. */
const tolerance = ({ codec, seconds }: Clip) => (codec === 'mp3' ? 0.1 : seconds / 100);
const byName = clips.map((clip) => [clip.file, clip] as const);

describe.runIf(hasShared)('real speech', () => {
  it.each(byName)('%s has its length and rate', async (_, clip) => {
    const pcm = await decodeAudio(load(clip), { signal });
    expect(Math.abs(secondsOf(pcm) - clip.seconds)).toBeLessThan(tolerance(clip));
    expect(pcm.rate).toBe(clip.sample_rate);
    expect(Math.abs(((await audioLength(load(clip))) ?? 0) - secondsOf(pcm))).toBeLessThan(0.01);
  });

  it.each(byName)('%s has speech exactly where something is said', async (_, clip) => {
    const pcm = await decodeAudio(load(clip), { signal, rate: 16_000 });
    const spoken = speechSpans(pcm).reduce((sum, { startS, endS }) => sum + endS - startS, 0);
    const words = clip.transcript.split(' ').filter((word) => word !== '').length;
    if (words === 0) expect(spoken).toBe(0);
    // Nobody says five words a second.
    else expect(spoken).toBeGreaterThan(words / 5);
  });

  it.each(byName)('%s is cut into pieces that are all of it', async (_, clip) => {
    const pcm = await decodeAudio(load(clip), { signal, rate: 16_000 });
    const pieces = cutAtPauses(pcm, { maxSeconds: 3 });
    expect(pieces.reduce((sum, piece) => sum + piece.pcm.samples.length, 0)).toBe(pcm.samples.length);
    expect(Math.max(...pieces.map((piece) => secondsOf(piece.pcm)))).toBeLessThanOrEqual(3);
  });
});

describe.runIf(hasShared && hasFfmpeg)('real speech in other clothes', () => {
  const clothes: readonly (readonly [name: string, mimeType: string, args: readonly string[]])[] = [
    ['opus', '', ['-c:a', 'libopus', '-f', 'ogg']],
    ['mp3', '', ['-f', 'mp3']],
    ['m4a', '', ['-c:a', 'aac', '-f', 'mp4']],
    ['raw', 'audio/pcm;rate=16000', ['-ac', '1', '-ar', '16000', '-f', 's16le']],
    ['µ-law', 'audio/basic', ['-ac', '1', '-ar', '8000', '-f', 'mulaw']],
    ['A-law in WAV', '', ['-c:a', 'pcm_alaw', '-f', 'wav']],
    ['8 kHz', '', ['-ar', '8000', '-f', 'wav']],
  ];
  const cases = clips.flatMap((clip) => clothes.map((dress) => [clip.file, dress[0], clip, dress] as const));

  it.each(cases)('%s as %s is the same sound', async (_, __, clip, [, mimeType, args]) => {
    const original = await decodeAudio(load(clip), { signal, rate: 8_000 });
    const file = media(ffmpeg(encodeWav(original), ...args), '', mimeType);
    const result = await decodeAudio(file, { signal, rate: 8_000 });
    // One frame of AAC at 8 kHz lasts 128 ms.
    expect(Math.abs(secondsOf(result) - secondsOf(original))).toBeLessThan(0.14);
    if (clip.transcript === '') expect(speechSpans(result)).toEqual([]);
    else expect(likeness(original.samples, result.samples)).toBeGreaterThan(0.9);
  });
});

/** How alike the loudness of two sounds moves, 1 for the same. Codecs move samples, not syllables. */
function likeness(first: Float32Array, second: Float32Array): number {
  const [a, b] = [envelope(first), envelope(second)];
  const length = Math.min(a.length, b.length);
  const best = [-3, -2, -1, 0, 1, 2, 3].map((shift) => correlation(a.slice(3, length - 3), b.slice(3 + shift)));
  return Math.max(...best);
}

function envelope(samples: Float32Array): readonly number[] {
  return Array.from({ length: Math.floor(samples.length / 160) }, (_, frame) =>
    Math.sqrt(samples.subarray(frame * 160, (frame + 1) * 160).reduce((sum, value) => sum + value * value, 0)),
  );
}

function correlation(first: readonly number[], second: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const other = second.slice(0, first.length);
  const [a, b] = [mean(first), mean(other)];
  let [both, one, two] = [0, 0, 0];
  for (const [index, value] of first.entries()) {
    const [x, y] = [value - a, (other[index] ?? b) - b];
    both += x * y;
    one += x * x;
    two += y * y;
  }
  return both / Math.sqrt(one * two);
}
