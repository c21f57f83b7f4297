import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeForIntake, toIntake } from '../../../src/audio/convert.ts';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { encodeAudio } from '../../../src/audio/encode.ts';
import { sniffAudio } from '../../../src/audio/sniff.ts';
import { encodeWav, pcm16Of } from '../../../src/audio/wav.ts';
import type { AudioFormat } from '../../../src/core/audio.ts';
import type { Media } from '../../../src/core/content.ts';
import { ffmpeg, hasFfmpeg, media, noise, secondsOf, signal, tone } from './sounds.ts';

const take = (file: Media, formats: readonly AudioFormat[], more: { maxBytes?: number; rate?: number } = {}) =>
  toIntake(file, { formats, ...more }, { signal });

const sound = tone(440, 48_000, 2);
const wav = encodeWav(sound);
const mp3 = await encodeAudio(sound, 'mp3', signal);

afterEach(() => vi.unstubAllEnvs());

describe('audio for a provider', () => {
  it('goes as it is when it fits, under its true type and name', async () => {
    const result = await take(media(mp3.bytes, 'my.talk.wav', 'audio/wav'), ['wav', 'mp3']);
    expect(result.bytes).toBe(mp3.bytes);
    expect(result).toMatchObject({ mimeType: 'audio/mpeg', name: 'my.talk.mp3' });
  });

  it('becomes WAV of 16 kHz where its format is not taken', async () => {
    const result = await take(media(mp3.bytes, 'talk.mp3'), ['wav']);
    expect(result).toMatchObject({ mimeType: 'audio/wav', name: 'talk.wav' });
    const { rate, samples } = await decodeAudio(result, { signal });
    expect(rate).toBe(16_000);
    expect(samples.length / rate).toBeCloseTo(2, 0);
  });

  it('becomes what the one accepted rate asks for, even as WAV', async () => {
    expect((await decodeAudio(await take(media(wav), ['wav'], { rate: 8_000 }), { signal })).rate).toBe(8_000);
    const fitting = encodeWav(tone(440, 16_000));
    expect((await take(media(fitting), ['wav'], { rate: 16_000 })).bytes).toBe(fitting);
    const raw = await take(media(wav), ['pcm'], { rate: 24_000 });
    expect(raw.mimeType).toBe('audio/pcm;rate=24000');
    expect(raw.bytes).toHaveLength(96_000);
  });

  it('says the rate of raw samples that are taken', async () => {
    const file = media(pcm16Of(tone(440, 16_000).samples), 'talk.raw');
    expect(await take(file, ['pcm'])).toMatchObject({ mimeType: 'audio/pcm;rate=16000', name: 'talk.pcm' });
  });

  it('becomes MP3 when WAV would be too large, with as many bits as fit', async () => {
    const result = await take(media(wav), ['wav', 'mp3'], { maxBytes: 20_000 });
    expect(sniffAudio(result)).toBe('mp3');
    const smaller = await take(media(wav), ['wav', 'mp3'], { maxBytes: 8_000 });
    expect(smaller.bytes.length).toBeLessThanOrEqual(8_000);
    expect(secondsOf(await decodeAudio(smaller, { signal }))).toBeCloseTo(2, 0);
  });

  it('is refused when nothing is small enough', async () => {
    await expect(take(media(wav), ['wav', 'mp3'], { maxBytes: 1_000 })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('1000 bytes'),
    });
  });

  it('is refused with what would help when nothing accepted can be made', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(take(media(wav), ['flac', 'opus'])).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('ffmpeg'),
    });
  });

  it('can come as samples', async () => {
    const result = await encodeForIntake(tone(440, 48_000, 1), { formats: ['mp3', 'wav'] }, { signal });
    expect(result).toMatchObject({ mimeType: 'audio/wav', name: 'audio.wav' });
    expect(result.bytes).toHaveLength(32_044);
  });

  it('that is damaged says so', async () => {
    await expect(take(media(Buffer.from('RIFF????WAVE')), ['mp3'])).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe.runIf(hasFfmpeg)('with ffmpeg', () => {
  it('long audio becomes FLAC where that is taken', async () => {
    const long = noise(16_000, 150, 0.01);
    expect(sniffAudio(await encodeForIntake(long, { formats: ['wav', 'flac'] }, { signal }))).toBe('flac');
    expect(sniffAudio(await encodeForIntake(long, { formats: ['wav'] }, { signal }))).toBe('wav');
    vi.stubEnv('PATH', '/nowhere');
    expect(sniffAudio(await encodeForIntake(long, { formats: ['wav', 'flac'] }, { signal }))).toBe('wav');
  });

  it.each([
    ['MP3 in WAV', ['-c:a', 'mp3', '-f', 'wav'], ['mp3', 'wav']],
    ['FLAC in Ogg', ['-c:a', 'flac', '-f', 'ogg'], ['flac', 'wav']],
    ['ADPCM in WAV', ['-c:a', 'adpcm_ima_wav', '-f', 'wav'], ['wav']],
    ['Matroska', ['-c:a', 'aac', '-f', 'matroska'], ['webm', 'wav']],
  ] as const)('%s is not passed on as what it only resembles', async (_, args, formats) => {
    const result = await take(media(ffmpeg(wav, ...args)), formats);
    expect(result.mimeType).toBe('audio/wav');
    expect((await decodeAudio(result, { signal })).rate).toBe(16_000);
  });

  it('an odd file is better than none where its decoder is missing', async () => {
    const mkv = media(ffmpeg(wav, '-c:a', 'aac', '-f', 'matroska'), 'a.mkv');
    vi.stubEnv('PATH', '/nowhere');
    expect((await take(mkv, ['webm'])).bytes).toBe(mkv.bytes);
  });
});
