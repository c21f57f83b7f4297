import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode.ts';
import { audioLength } from '../../../src/audio/probe.ts';
import { encodeWav, pcm16Of, samplesOf, wavHeader } from '../../../src/audio/wav.ts';
import { media, secondsOf, signal, tone, toneLevel } from './sounds.ts';

type Header = { tag?: number; channels?: number; rate?: number; bits?: number; align?: number; extension?: Uint8Array };

const le = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};
const chunk = (id: string, body: Uint8Array, size = body.length) =>
  Buffer.concat([Buffer.from(id), le(size, 4), body, Buffer.alloc(body.length % 2)]);
function format({ tag = 1, channels = 1, rate = 16_000, bits = 16, align, extension }: Header = {}) {
  const stride = align ?? channels * Math.ceil(bits / 8);
  const fields = [
    le(tag, 2),
    le(channels, 2),
    le(rate, 4),
    le((rate * stride) % 2 ** 32, 4),
    le(stride, 2),
    le(bits, 2),
  ];
  return chunk('fmt ', Buffer.concat([...fields, extension ?? Buffer.alloc(0)]));
}
const riff = (...chunks: readonly Uint8Array[]) => {
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('RIFF'), le(body.length + 4, 4), Buffer.from('WAVE'), body]);
};
const decode = (bytes: Uint8Array) => decodeAudio(media(bytes, 'a.wav'), { signal });

const sound = tone(440, 16_000, 0.5);
const pcm = Buffer.from(pcm16Of(sound.samples));
const { length } = sound.samples;

describe('two channels', () => {
  const stereo = (other: (value: number) => number): Uint8Array => {
    const samples = Buffer.alloc(length * 4);
    for (let index = 0; index < length; index++) {
      const value = pcm.readInt16LE(index * 2);
      samples.writeInt16LE(value, index * 4);
      samples.writeInt16LE(other(value), index * 4 + 2);
    }
    return riff(format({ channels: 2 }), chunk('data', samples));
  };

  it('of which one is the other turned over are heard', async () => {
    expect(toneLevel(await decode(stereo((value) => -value)), 440)).toBeCloseTo(toneLevel(sound, 440), 3);
  });

  it('of which one is silent are half as loud', async () => {
    expect(toneLevel(await decode(stereo(() => 0)), 440)).toBeCloseTo(toneLevel(sound, 440) - 20 * Math.log10(2), 2);
  });
});

describe('writing WAV', () => {
  it('comes back bit by bit', async () => {
    const { samples, rate } = await decode(encodeWav(sound));
    expect(rate).toBe(16_000);
    expect(Buffer.from(pcm16Of(samples)).equals(pcm)).toBe(true);
  });

  it('clips what is too loud', () => {
    expect([...samplesOf(pcm16Of(Float32Array.of(1.5, -1.5, 0)))]).toEqual([32767 / 32768, -1, 0]);
  });

  it('says that a stream has no end yet, and is read up to where it has', async () => {
    const stream = Buffer.concat([wavHeader(16_000), pcm]);
    expect((await decode(stream)).samples).toHaveLength(length);
    expect(await audioLength(media(stream))).toBeCloseTo(0.5, 6);
  });
});

describe('reading WAV', () => {
  const scaled = (bits: number, write: (buffer: Buffer, value: number, offset: number) => void) => {
    const size = bits / 8;
    const data = Buffer.alloc(length * size);
    for (const [index, value] of sound.samples.entries()) write(data, value, index * size);
    return data;
  };
  it.each([
    ['8 bits', 1, 8, scaled(8, (data, value, at) => data.writeUInt8(Math.round(value * 127) + 128, at))],
    ['24 bits', 1, 24, scaled(24, (data, value, at) => data.writeIntLE(Math.round(value * 8_388_607), at, 3))],
    ['32 bits', 1, 32, scaled(32, (data, value, at) => data.writeInt32LE(Math.round(value * 2_147_483_647), at))],
    ['floats', 3, 32, scaled(32, (data, value, at) => data.writeFloatLE(value, at))],
    ['doubles', 3, 64, scaled(64, (data, value, at) => data.writeDoubleLE(value, at))],
  ])('of %s', async (_, tag, bits, data) => {
    const result = await decode(riff(format({ tag, bits }), chunk('data', data)));
    expect(secondsOf(result)).toBe(0.5);
    expect(Math.abs(toneLevel(result, 440) + 6.02)).toBeLessThan(0.1);
  });

  it('of A-law and µ-law', async () => {
    // The loudest and the quietest value of each law, from the tables of G.711.
    const mulaw = await decode(
      riff(format({ tag: 7, bits: 8, rate: 8_000 }), chunk('data', Uint8Array.of(0x80, 0x00, 0xff, 0x7f))),
    );
    expect([...mulaw.samples].map((value) => value * 32_768)).toEqual([32_124, -32_124, 0, 0]);
    const alaw = await decode(
      riff(format({ tag: 6, bits: 8, rate: 8_000 }), chunk('data', Uint8Array.of(0xaa, 0x2a, 0xd5, 0x55))),
    );
    expect([...alaw.samples].map((value) => value * 32_768)).toEqual([32_256, -32_256, 8, -8]);
  });

  it('with the codec in the extension, 20 bits in 3 bytes', async () => {
    const extension = Buffer.concat([le(22, 2), le(20, 2), le(0, 4), le(1, 2), Buffer.alloc(14)]);
    const data = scaled(24, (buffer, value, at) => buffer.writeIntLE(Math.round(value * 8_388_607), at, 3));
    const result = await decode(riff(format({ tag: 0xfffe, bits: 20, align: 3, extension }), chunk('data', data)));
    expect(result.samples).toHaveLength(length);
  });

  it('mixes all channels', async () => {
    const data = Buffer.concat([le(16_384, 2), le(0, 2), le(8_192, 2), le(8_192, 2)]);
    const { samples } = await decode(riff(format({ channels: 2 }), chunk('data', data)));
    expect([...samples]).toEqual([0.25, 0.25]);
  });

  it.each([
    ['an odd chunk before', riff(chunk('LIST', Buffer.alloc(7)), format(), chunk('data', pcm))],
    [
      'an odd chunk without its padding',
      riff(Buffer.concat([Buffer.from('LIST'), le(7, 4), Buffer.alloc(7)]), format(), chunk('data', pcm)),
    ],
    ['the data before the format', riff(chunk('data', pcm), format())],
    ['chunks after', riff(format(), chunk('data', pcm), chunk('LIST', Buffer.alloc(40)))],
    ['a size of zero', riff(format(), chunk('data', pcm, 0))],
    ['a size of all ones', riff(format(), chunk('data', pcm, 0xffff_ffff))],
    ['a size of 4 GB', riff(format(), chunk('data', pcm, 0xffff_fff0))],
    ['a wrong block alignment', riff(format({ align: 77 }), chunk('data', pcm))],
    ['no block alignment', riff(format({ align: 0 }), chunk('data', pcm))],
    ['a long format', riff(format({ extension: Buffer.alloc(60) }), chunk('data', pcm))],
    [
      '64-bit sizes',
      Buffer.concat([
        Buffer.from('RF64'),
        le(0xffff_ffff, 4),
        Buffer.from('WAVE'),
        chunk('ds64', Buffer.concat([le(0, 6), le(0, 2), le(pcm.length, 6), le(0, 2), Buffer.alloc(12)])),
        format(),
        chunk('data', pcm, 0xffff_ffff),
      ]),
    ],
  ])('with %s', async (_, file) => {
    expect((await decode(file)).samples).toHaveLength(length);
  });

  it('up to where it was cut off', async () => {
    const whole = encodeWav(sound);
    expect((await decode(whole.subarray(0, 44 + 2_001))).samples).toHaveLength(1_000);
  });

  it('makes silence of what is no number', async () => {
    const data = Buffer.alloc(12);
    data.writeFloatLE(Number.NaN, 0);
    data.writeFloatLE(Number.POSITIVE_INFINITY, 4);
    data.writeFloatLE(-3e38, 8);
    expect([...(await decode(riff(format({ tag: 3, bits: 32 }), chunk('data', data)))).samples]).toEqual([0, 1, -1]);
  });

  it.each([
    ['no channel', { channels: 0 }],
    ['thousands of channels', { channels: 30_000 }],
    ['no rate', { rate: 0 }],
    ['an endless rate', { rate: 0xffff_ffff }],
    ['no bits', { bits: 0, align: 0 }],
    ['too many bits', { bits: 65_535, align: 65_535 }],
  ])('refuses a header with %s', async (_, header) => {
    await expect(decode(riff(format(header), chunk('data', pcm)))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('WAV header'),
    });
  });

  it.each([
    ['no format', riff(chunk('data', pcm))],
    ['no data', riff(format())],
    ['an empty data chunk', riff(format(), chunk('data', Buffer.alloc(0)), chunk('LIST', Buffer.alloc(8)))],
    ['a header alone', Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1')],
  ])('refuses a file with %s', async (_, file) => {
    await expect(decode(file)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
