import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { encodeAudio } from '../../../src/audio/encode.ts';
import { audioLength } from '../../../src/audio/probe.ts';
import { sniffAudio } from '../../../src/audio/sniff.ts';
import { encodeWav } from '../../../src/audio/wav.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { damaged, swellingFlac } from './hostile.ts';
import { ffmpeg, hasFfmpeg, media, noise, secondsOf, signal, tone } from './sounds.ts';

/** Seconds that came out, or the code of the error: nothing else may happen. */
async function outcome(bytes: Uint8Array): Promise<number | string> {
  const file = media(bytes);
  sniffAudio(file);
  const length = await audioLength(file);
  expect(length === undefined || length > 0).toBe(true);
  try {
    return secondsOf(await decodeAudio(file, { signal, rate: 16_000 }));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    expect(error.message).toMatch(/^[A-Z].*\.$/s);
    return error.code;
  }
}

const wav = encodeWav(tone(440, 16_000, 2));
const mp3 = (await encodeAudio(tone(440, 16_000, 2), 'mp3', signal)).bytes;
const made = hasFfmpeg
  ? {
      flac: ffmpeg(wav, '-f', 'flac'),
      vorbis: ffmpeg(wav, '-c:a', 'libvorbis', '-f', 'ogg'),
      opus: ffmpeg(wav, '-c:a', 'libopus', '-f', 'ogg'),
      oggFlac: ffmpeg(wav, '-c:a', 'flac', '-f', 'ogg'),
      m4a: ffmpeg(wav, '-c:a', 'aac', '-f', 'mp4'),
      webm: ffmpeg(wav, '-c:a', 'libopus', '-f', 'webm'),
      aac: ffmpeg(wav, '-c:a', 'aac', '-f', 'adts'),
    }
  : {};
const files = Object.entries({ wav, mp3, ...made });

describe('a damaged file', () => {
  it.each(files)('of %s, cut off anywhere, gives what was there or a clear error', async (_, file) => {
    let last = 0;
    for (let part = 0; part < 16; part++) {
      const result = await outcome(file.subarray(0, Math.floor((file.length * part) / 16)));
      if (typeof result === 'string') expect(result).toBe('invalid_input');
      else {
        expect(result).toBeGreaterThanOrEqual(last);
        last = result;
      }
    }
    expect(last).toBeLessThan(2.2);
  });

  it.each(files)('of %s with wrong bytes anywhere gives what was there or a clear error', async (_, file) => {
    for (let part = 0; part < 16; part++) {
      const result = await outcome(damaged(file, Math.floor((file.length * part) / 16), 40));
      if (typeof result === 'string') expect(result).toBe('invalid_input');
      else expect(result).toBeLessThan(4);
    }
  });

  it.runIf(hasFfmpeg).each([
    ['mp3', ['-f', 'mp3']],
    ['flac', ['-f', 'flac']],
    ['vorbis', ['-c:a', 'libvorbis', '-f', 'ogg']],
    ['opus', ['-c:a', 'libopus', '-f', 'ogg']],
    ['flac in ogg', ['-c:a', 'flac', '-f', 'ogg']],
    ['aac', ['-c:a', 'aac', '-f', 'adts']],
    ['webm', ['-c:a', 'libopus', '-f', 'webm']],
  ])('of %s loses little more than what was hit', async (_, args) => {
    const file = ffmpeg(encodeWav(tone(440, 16_000, 20)), ...args);
    const result = await outcome(damaged(file, Math.floor(file.length * 0.6), Math.floor(file.length * 0.05)));
    expect(result).toBeGreaterThan(16);
    expect(result).toBeLessThan(21);
  });
});

describe('random bytes', () => {
  const random = Buffer.from(noise(16_000, 4, 1).samples.buffer);
  it.each([
    ['a WAV', 'RIFF\xff\xff\xff\xffWAVEfmt '],
    ['a WAV that is large', 'RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x40\0\x80\x3e\0\0\0\0\0\0\x80\0\x10\0'],
    ['an RF64', 'RF64\xff\xff\xff\xffWAVEds64\xff\xff\xff\xff'],
    ['a FLAC', 'fLaC\0\0\0\x22'],
    ['an Ogg', 'OggS\0\x02'],
    ['an Ogg Opus', 'OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x02'],
    ['an MP3', '\xff\xfb\x90\x64'],
    ['an MP3 with a tag', 'ID3\x04\0\0\0\0\0\x10'],
    ['an MP3 with an endless tag', 'ID3\x04\0\0\x7f\x7f\x7f\x7f'],
    ['an AAC', '\xff\xf1\x50\x80\x02\x1f\xfc'],
    ['an MP4', '\0\0\0\x20ftypM4A \0\0\0\0M4A mp42'],
    ['a WebM', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm'],
    ['a CAF', 'caff\0\x01\0\0'],
    ['an AIFF', 'FORM\0\0\0\x20AIFFCOMM'],
    ['an AMR', '#!AMR\n'],
    ['a WMA', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9'],
    ['nothing known', 'hello there'],
  ])('behind the first bytes of %s are an error', async (_, head) => {
    const result = await outcome(Buffer.concat([Buffer.from(head, 'latin1'), random]));
    expect(typeof result === 'number' || result === 'invalid_input' || result === 'unsupported').toBe(true);
    // Noise that says it is raw samples is noise, of some length; everything else is nothing.
    if (typeof result === 'number') expect(head).toMatch(/^(?:RIFF|FORM|#!AMR|caff)/);
  });
});

describe('a file that claims too much', () => {
  it('has tags of 10 MB before its sound', async () => {
    const size = 10 * 1024 * 1024;
    const head = Buffer.from([
      0x49,
      0x44,
      0x33,
      4,
      0,
      0,
      (size >> 21) & 127,
      (size >> 14) & 127,
      (size >> 7) & 127,
      size & 127,
    ]);
    const file = Buffer.concat([head, Buffer.alloc(size, 0xff), mp3]);
    expect(sniffAudio(media(file))).toBe('mp3');
    expect(await outcome(file)).toBeCloseTo(2, 0);
  });

  it('is longer than allowed', async () => {
    await expect(decodeAudio(media(wav), { signal, maxSeconds: 1.5 })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'The audio is longer than 2 seconds.',
    });
    expect(secondsOf(await decodeAudio(media(wav), { signal, maxSeconds: 2 }))).toBe(2);
  });

  it('is empty, or of no known kind', async () => {
    await expect(decodeAudio(media(new Uint8Array()), { signal })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(decodeAudio(media(Buffer.from('%PDF-1.7 and so on')), { signal })).rejects.toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('wav'),
    });
  });

  it.each([
    ['long', { rate: 1_000, count: 400, maxSeconds: 600 }, 'longer than 600 seconds'],
    ['tight', { rate: 44_100, count: 1_500, maxSeconds: undefined }, 'packed tighter'],
  ])('is FLAC that swells: too %s', async (_, { rate, count, maxSeconds }, message) => {
    const bomb = swellingFlac(rate, count);
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().rss;
    await expect(decodeAudio(media(bomb), { signal, rate: 16_000, maxSeconds })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(1_500_000_000);
  });

  it('is stopped at once when it is cancelled', async () => {
    const controller = new AbortController();
    const running = decodeAudio(media(swellingFlac(44_100, 60_000)), { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(decodeAudio(media(wav), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await outcome(wav)).toBe(2);
  });
});
