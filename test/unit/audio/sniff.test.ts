import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { audioLength } from '../../../src/audio/probe.ts';
import { sniffAudio } from '../../../src/audio/sniff.ts';
import { encodeWav, pcm16Of } from '../../../src/audio/wav.ts';
import { media, signal, tone } from './sounds.ts';

const text = (value: string) => Buffer.from(value, 'latin1');
const sniff = (head: string, name = '', type = '') => sniffAudio(media(text(head), name, type));

describe('the format of audio', () => {
  it.each([
    ['OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01', 'opus'],
    ['OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis\0', 'ogg'],
    ['OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x33\x7fFLAC\x01\0', 'flac'],
    ['OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x50Speex   1.2', undefined],
    ['fLaC\0\0\0\x22', 'flac'],
    ['\0\0\0\x1cftypM4A \0\0\0\0', 'm4a'],
    ['\0\0\0\x1cftypisom\0\0\0\0', 'm4a'],
    ['\0\0\0\x14ftypqt  \0\0\0\0', 'm4a'],
    ['\x1aE\xdf\xa3\x9fB\x82\x84webm', 'webm'],
    ['\x1aE\xdf\xa3\xa3B\x82\x88matroska', 'webm'],
    ['ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64', 'mp3'],
    ['\0\0\0\0\0\0\0\0ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64', 'mp3'],
    ['RIFF\x24\0\0\0WAVEfmt ', 'wav'],
    ['%PDF-1.7', undefined],
    ['RIFF\x24\0\0\0WEBPVP8 ', undefined],
    ['', undefined],
  ])('is read from the first bytes %j as %s', (head, format) => {
    expect(sniff(head)).toBe(format);
  });

  it('is what the bytes say, then the media type, then the name', () => {
    expect(sniff('fLaC\0\0\0\x22', 'a.mp3', 'audio/wav')).toBe('flac');
    expect(sniff('????', 'a.mp3', 'audio/aac')).toBe('aac');
    expect(sniff('????', 'A.MP3', 'application/octet-stream')).toBe('mp3');
    expect(sniff('????', '', 'audio/ogg; codecs=opus')).toBe('opus');
    expect(sniff('????', 'a.txt', 'constructor')).toBeUndefined();
  });

  it.each([
    ['a.ulaw', '', 'mulaw'],
    ['a.raw', '', 'pcm'],
    ['a.pcm', '', 'pcm'],
    ['', 'audio/L16;rate=16000', 'pcm'],
    ['', 'audio/pcm;rate=24000', 'pcm'],
    ['', 'audio/basic', 'mulaw'],
    ['', 'audio/PCMU;rate=8000', 'mulaw'],
  ])('of raw sound is believed (%s %s)', (name, type, format) => {
    // Samples that begin like an MP3 frame.
    expect(sniffAudio(media(Uint8Array.of(0xff, 0xfb, 0x90, 0x64, 0, 0), name, type))).toBe(format);
  });

  it('is not MP3 because of two bytes', () => {
    expect(sniff(`\xff\xfb\x90\x64${'\xff\xfb'.repeat(400)}`)).toBeUndefined();
  });
});

describe('raw sound', () => {
  const pcm = pcm16Of(tone(440, 16_000, 0.5).samples);
  const read = async (bytes: Uint8Array, type: string, name = '') => {
    const file = media(bytes, name, type);
    const { samples, rate } = await decodeAudio(file, { signal });
    expect(await audioLength(file)).toBeCloseTo(samples.length / rate, 6);
    return { count: samples.length, rate, first: Buffer.from(pcm16Of(samples)) };
  };

  it.each([
    ['audio/L16;rate=24000', '', 24_000],
    ['audio/pcm; rate="8000"', '', 8_000],
    ['audio/pcm;rate=nonsense', '', 16_000],
    ['', 'speech.raw', 16_000],
    ['application/octet-stream;rate=44100', 'speech.pcm', 44_100],
  ])('%s %s has its rate', async (type, name, rate) => {
    expect(await read(pcm, type, name)).toEqual({ count: 8_000, rate, first: Buffer.from(pcm) });
  });

  it('may have several channels', async () => {
    expect((await read(pcm, 'audio/L16;rate=16000;channels=2')).count).toBe(4_000);
  });

  it.each([
    'audio/pcm;rate=16000;bits=24',
    'audio/pcm;rate=16000;encoding=float',
    'audio/x-raw;format=F32LE;rate=16000',
  ])('of type %s is refused, not read as noise', async (type) => {
    const asked = decodeAudio(media(Buffer.alloc(64_000, 3), 'take.pcm', type), { signal });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input', hint: expect.stringContaining('16 bits') });
  });

  it('of 16 bits may say so', async () => {
    const pcm = Buffer.alloc(64_000, 3);
    expect((await read(pcm, 'audio/x-raw;format=S16LE;bits=16;rate=16000')).count).toBe(32_000);
  });

  it('of type L16 is in the order in which neighbours are alike', async () => {
    const swapped = Buffer.from(pcm).swap16();
    expect((await read(swapped, 'audio/L16;rate=16000')).first.equals(pcm)).toBe(true);
    expect((await read(pcm, 'audio/L16;rate=16000')).first.equals(pcm)).toBe(true);
    expect((await read(swapped, 'audio/L16;rate=16000;endianness=little-endian')).first.equals(swapped)).toBe(true);
    // Everywhere else little-endian is not in doubt.
    expect((await read(swapped, 'audio/pcm;rate=16000')).first.equals(swapped)).toBe(true);
  });

  it('of telephones is expanded', async () => {
    expect((await read(Uint8Array.of(0x80, 0xff), 'audio/basic')).rate).toBe(8_000);
    expect((await read(Uint8Array.of(0xaa, 0xd5), 'audio/PCMA;rate=16000')).rate).toBe(16_000);
  });

  it('that is a WAV file all the same is read as one', async () => {
    const file = encodeWav(tone(440, 22_050, 0.1));
    expect((await decodeAudio(media(file, '', 'audio/pcm;rate=8000'), { signal })).rate).toBe(22_050);
  });
});
