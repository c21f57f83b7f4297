import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { encodeAudio } from '../../../src/audio/encode.ts';
import { audioLength } from '../../../src/audio/probe.ts';
import { sniffAudio } from '../../../src/audio/sniff.ts';
import { encodeWav } from '../../../src/audio/wav.ts';
import type { AudioFormat } from '../../../src/core/audio.ts';
import { resolveOptional } from '../../../src/core/import-optional.ts';
import { SPEAK_FORMATS } from '../../../src/core/speak.ts';
import { ffmpeg, hasFfmpeg, media, noise, secondsOf, signal, tone, toneLevel } from './sounds.ts';

const HALF = 20 * Math.log10(0.5);
const sound = tone(1_000, 48_000, 2);
const wav = encodeWav(sound);
const stereo = ['-af', 'pan=stereo|c0=c0|c1=c0'];

afterEach(() => vi.unstubAllEnvs());

describe('encoding', () => {
  it.each(['mp3', 'wav'] as const)('%s is heard as it was', async (format) => {
    const file = await encodeAudio(sound, format, signal);
    expect(sniffAudio(file)).toBe(format);
    const result = await decodeAudio(file, { signal });
    expect(Math.abs(secondsOf(result) - 2)).toBeLessThan(0.1);
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(0.5);
    expect(Math.abs(((await audioLength(file)) ?? 0) - secondsOf(result))).toBeLessThan(0.01);
  });

  it('mp3 takes rates that MP3 does not have', async () => {
    const file = await encodeAudio(tone(1_000, 18_500), 'mp3', signal);
    const result = await decodeAudio(file, { signal });
    expect(result.rate).toBe(22_050);
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(0.5);
  });

  it('pcm says its rate', async () => {
    const file = await encodeAudio(tone(1_000, 24_000), 'pcm', signal);
    expect(file.mimeType).toBe('audio/pcm;rate=24000');
    expect((await decodeAudio(file, { signal })).rate).toBe(24_000);
  });

  it.each(SPEAK_FORMATS)('%s of nothing is refused', async (format) => {
    await expect(encodeAudio({ samples: new Float32Array(), rate: 16_000 }, format, signal)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it.each(['opus', 'flac'] as const)('%s says what it needs where ffmpeg is missing', async (format) => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(encodeAudio(sound, format, signal)).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('apt-get install ffmpeg'),
    });
  });

  it.each(SPEAK_FORMATS)('%s ends at once when it is cancelled', async (format) => {
    await expect(encodeAudio(sound, format, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe.runIf(hasFfmpeg)('with ffmpeg', () => {
  it.each(['opus', 'flac'] as const)('%s is encoded and heard as it was', async (format) => {
    const file = await encodeAudio(sound, format, signal);
    expect(sniffAudio(file)).toBe(format);
    const result = await decodeAudio(file, { signal });
    expect(Math.abs(secondsOf(result) - 2)).toBeLessThan(0.05);
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(0.5);
  });

  type Case = readonly [string, AudioFormat | undefined, readonly string[]];
  const cases: readonly Case[] = [
    ['mp3', 'mp3', ['-f', 'mp3']],
    ['mp3 of a variable bit rate', 'mp3', ['-q:a', '5', '-f', 'mp3']],
    ['mp3 without a tag', 'mp3', ['-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3']],
    ['mp3 at 16 kHz', 'mp3', ['-ar', '16000', '-f', 'mp3']],
    ['mp2', 'mp3', ['-f', 'mp2']],
    ['flac', 'flac', ['-f', 'flac']],
    ['stereo flac of 24 bits', 'flac', [...stereo, '-sample_fmt', 's32', '-f', 'flac']],
    ['flac at 37 kHz', 'flac', ['-ar', '37000', '-strict', '-2', '-f', 'flac']],
    ['flac in ogg', 'flac', ['-c:a', 'flac', '-f', 'ogg']],
    ['vorbis', 'ogg', ['-c:a', 'libvorbis', '-f', 'ogg']],
    ['stereo vorbis', 'ogg', [...stereo, '-c:a', 'libvorbis', '-f', 'ogg']],
    ['opus', 'opus', ['-c:a', 'libopus', '-f', 'ogg']],
    ['stereo opus of 60 ms', 'opus', [...stereo, '-c:a', 'libopus', '-frame_duration', '60', '-f', 'ogg']],
    ['opus in webm', 'webm', ['-c:a', 'libopus', '-f', 'webm']],
    ['aac', 'aac', ['-c:a', 'aac', '-f', 'adts']],
    ['m4a', 'm4a', ['-c:a', 'aac', '-f', 'mp4']],
    ['m4a with its index first', 'm4a', ['-c:a', 'aac', '-movflags', 'faststart', '-f', 'mp4']],
    ['m4a in fragments', 'm4a', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4']],
    ['adpcm in wav', 'wav', ['-c:a', 'adpcm_ima_wav', '-f', 'wav']],
    ['mp3 in wav', 'mp3', ['-c:a', 'mp3', '-f', 'wav']],
    ['gsm in wav', 'wav', ['-ar', '8000', '-c:a', 'gsm_ms', '-f', 'wav']],
    ['aiff', undefined, ['-f', 'aiff']],
    ['au', undefined, ['-f', 'au']],
    ['amr', undefined, ['-ar', '8000', '-c:a', 'libopencore_amrnb', '-f', 'amr']],
    ['mkv', 'webm', ['-c:a', 'flac', '-f', 'matroska']],
  ];
  const encoders = hasFfmpeg ? ffmpegEncoders() : '';
  const canMake = ([, , args]: Case) => {
    const codec = args[args.indexOf('-c:a') + 1];
    return !args.includes('-c:a') || encoders.includes(` ${codec} `);
  };

  it.each(cases.filter(canMake))('%s is known and decoded', async (_, format, args) => {
    const file = media(ffmpeg(wav, ...args));
    expect(sniffAudio(file)).toBe(format);
    const result = await decodeAudio(file, { signal, rate: 16_000 });
    expect(Math.abs(secondsOf(result) - 2)).toBeLessThan(0.1);
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(1);
    const length = await audioLength(file);
    if (length !== undefined) expect(Math.abs(length - 2)).toBeLessThan(0.1);
  });

  it('the sound of a film is found', async () => {
    const pictures = ['-f', 'lavfi', '-i', 'color=c=blue:s=64x64:r=5:d=2', '-shortest'];
    const mp4 = media(ffmpeg(wav, ...pictures, '-c:v', 'mpeg4', '-c:a', 'aac', '-f', 'mp4'));
    const webm = media(ffmpeg(wav, ...pictures, '-c:v', 'libvpx', '-c:a', 'libvorbis', '-f', 'webm'));
    expect([sniffAudio(mp4), sniffAudio(webm)]).toEqual(['m4a', 'webm']);
    for (const film of [mp4, webm]) {
      const result = await decodeAudio(film, { signal, rate: 16_000 });
      expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(1);
    }
  });

  it('a film without sound says so', async () => {
    const silent = ffmpeg(
      wav,
      '-f',
      'lavfi',
      '-i',
      'color=c=blue:s=64x64:r=5:d=1',
      '-map',
      '1:v',
      '-c:v',
      'mpeg4',
      '-f',
      'mp4',
    );
    await expect(decodeAudio(media(silent), { signal })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('no sound'),
    });
  });

  it('two Ogg files one after another are both heard', async () => {
    const opus = ffmpeg(wav, '-c:a', 'libopus', '-f', 'ogg');
    const other = ffmpeg(encodeWav(tone(1_000, 48_000, 1)), '-c:a', 'libopus', '-f', 'ogg');
    const result = await decodeAudio(media(Buffer.concat([opus, other])), { signal });
    expect(Math.abs(secondsOf(result) - 3)).toBeLessThan(0.1);
  });

  it('damage in the middle of an MP3 costs what it hit', async () => {
    const mp3 = ffmpeg(encodeWav(tone(1_000, 16_000, 20)), '-b:a', '64k', '-f', 'mp3');
    const damaged = Buffer.from(mp3);
    damaged.set(new Uint8Array(Buffer.from(noise(8_000, 1, 1).samples.buffer)).subarray(0, 8_000), 60_000);
    const result = await decodeAudio(media(damaged), { signal });
    // One of twenty seconds is lost.
    expect(secondsOf(result)).toBeGreaterThan(18.5);
    expect(secondsOf(result)).toBeLessThan(20.2);
  });

  it('webm says what it needs where ffmpeg is missing', async () => {
    const webm = ffmpeg(wav, '-c:a', 'libopus', '-f', 'webm');
    vi.stubEnv('PATH', '/nowhere');
    await expect(decodeAudio(media(webm), { signal })).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('apt-get install ffmpeg'),
    });
  });

  const hasWhisper = resolveOptional('@napi-rs/whisper') !== undefined;
  it.runIf(hasWhisper)('m4a is decoded without ffmpeg where the whisper package is', async () => {
    const file = media(ffmpeg(wav, '-c:a', 'aac', '-f', 'mp4'));
    vi.stubEnv('PATH', '/nowhere');
    const result = await decodeAudio(file, { signal });
    expect(result.rate).toBe(16_000);
    expect(Math.abs(toneLevel(result, 1_000) - HALF)).toBeLessThan(1);
  });

  it('a running program is ended when the call is', async () => {
    const m4a = ffmpeg(encodeWav(noise(16_000, 600, 0.3)), '-c:a', 'aac', '-b:a', '16k', '-f', 'mp4');
    const controller = new AbortController();
    const running = decodeAudio(media(m4a), { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });
});

function ffmpegEncoders(): string {
  const { stdout } = spawnSync('ffmpeg', ['-hide_banner', '-encoders']);
  return stdout.toString();
}
