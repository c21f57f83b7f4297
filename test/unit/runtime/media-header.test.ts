import { describe, expect, it } from 'vitest';
import { mediaFacts } from '../../../src/runtime/media-header.ts';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u16le = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const u24le = (value: number): Buffer => Buffer.from([value & 255, (value >> 8) & 255, value >> 16]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 65_535)]);
const zeros = (length: number): Buffer => Buffer.alloc(length);
const join = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);

/** A box of an ISO base media file around its content. */
const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const body = join(...content);
  return join(u32(body.length + 8), latin(type), body);
};
/** The same with its length in 64 bits. */
const longBox = (type: string, ...content: readonly Buffer[]): Buffer => {
  const body = join(...content);
  return join(u32(1), latin(type), u32(0), u32(body.length + 16), body);
};

const factsOf = (mimeType: string, file: Buffer) =>
  mediaFacts(mimeType, async (at, length) => file.subarray(at, at + length), file.length);

const png = join(latin('\x89PNG\r\n\x1a\n'), u32(13), latin('IHDR'), u32(640), u32(480));
const segment = (marker: number, ...content: readonly Buffer[]): Buffer => {
  const body = join(...content);
  return join(Buffer.from([0xff, marker]), u16(body.length + 2), body);
};
const frame = (marker: number): Buffer => segment(marker, Buffer.from([8]), u16(480), u16(640), zeros(8));
const jpeg = (...segments: readonly Buffer[]): Buffer => join(latin('\xff\xd8'), ...segments);
const webp = (kind: string, ...content: readonly Buffer[]): Buffer =>
  join(latin('RIFF'), zeros(4), latin('WEBP'), latin(kind), zeros(4), ...content, zeros(20));
const ispe = (width: number, height: number): Buffer => box('ispe', zeros(4), u32(width), u32(height));
const movieHeader = (units: number, perSecond: number): Buffer =>
  box('mvhd', zeros(12), u32(perSecond), u32(units), zeros(80));
const track = (width: number, height: number): Buffer =>
  box('trak', box('tkhd', zeros(76), u16(width), u16(0), u16(height), u16(0)));
const fileType = box('ftyp', latin('isom'), zeros(4));

describe('the size of an image', () => {
  it.each([
    ['a PNG', 'image/png', png],
    ['a GIF', 'image/gif', join(latin('GIF89a'), u16le(640), u16le(480))],
    ['a JPEG', 'image/jpeg', jpeg(segment(0xe0, zeros(14)), frame(0xc0))],
    ['a progressive JPEG', 'image/jpeg', jpeg(frame(0xc2))],
    [
      'a JPEG behind a large preview',
      'image/jpeg',
      jpeg(segment(0xe1, zeros(60_000)), segment(0xe2, zeros(60_000)), frame(0xc0)),
    ],
    ['a JPEG with tables first and padding', 'image/jpeg', jpeg(segment(0xc4, zeros(30)), latin('\xff'), frame(0xc1))],
    ['a lossy WebP', 'image/webp', webp('VP8 ', latin('\0\0\0\x9d\x01\x2a'), u16le(640 | 0x4000), u16le(480))],
    ['a lossless WebP', 'image/webp', webp('VP8L', latin('\x2f'), u16le(639 | ((479 & 3) << 14)), u16le(479 >> 2))],
    ['an extended WebP', 'image/webp', webp('VP8X', zeros(4), u24le(639), u24le(479))],
    [
      'an AVIF with thumbnail',
      'image/avif',
      join(
        box('ftyp', latin('avif')),
        box('meta', zeros(4), box('hdlr', zeros(9)), box('iprp', box('ipco', ispe(64, 48), ispe(640, 480)))),
      ),
    ],
  ])('is read from the header of %s', async (_what, mimeType, file) => {
    expect(await factsOf(mimeType, file)).toEqual({ width: 640, height: 480 });
  });

  it.each(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'video/mp4', 'audio/mp4'])(
    'is left out for a damaged, cut or empty %s',
    async (mimeType) => {
      const files = [zeros(0), zeros(100), Buffer.alloc(5000, 0xff), latin('\x89PNG\r\n\x1a\n'), png.subarray(0, 18)];
      for (const file of files) expect(await factsOf(mimeType, file)).toEqual({});
    },
  );

  it('is left out for what has none', async () => {
    expect(await factsOf('text/plain', png)).toEqual({});
    expect(await factsOf('constructor', png)).toEqual({});
  });

  it('takes no time for boxes made to be followed for ever', async () => {
    const started = performance.now();
    const many = Buffer.concat(Array.from({ length: 50_000 }, () => box('free')));
    expect(await factsOf('video/mp4', many)).toEqual({});
    expect(await factsOf('image/avif', join(u32(0), latin('meta'), zeros(4), u32(0), latin('meta')))).toEqual({});
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a film', () => {
  it('has the length of its header and the size of its picture track', async () => {
    const movie = box('moov', movieHeader(1500, 1000), track(0, 0), track(640, 480));
    const facts = { width: 640, height: 480, durationS: 1.5 };
    expect(await factsOf('video/mp4', join(fileType, movie))).toEqual(facts);
    expect(await factsOf('video/mp4', join(fileType, longBox('mdat', zeros(99_999)), movie))).toEqual(facts);
    expect(await factsOf('video/quicktime', join(movie, box('mdat', zeros(10))))).toEqual(facts);
  });

  it('of 64-bit times is understood', async () => {
    const header = box('mvhd', Buffer.from([1]), zeros(19), u32(600), u32(0), u32(1200), zeros(80));
    expect(await factsOf('video/mp4', join(fileType, box('moov', header)))).toEqual({ durationS: 2 });
  });

  it('that was written as it came has no length', async () => {
    for (const units of [0, 2 ** 32 - 1]) {
      const movie = box('moov', movieHeader(units, 1000), track(640, 480));
      expect(await factsOf('video/mp4', movie)).toEqual({ width: 640, height: 480 });
    }
  });

  it('without pictures is sound with a length', async () => {
    const movie = box('moov', movieHeader(1500, 1000), track(0, 0));
    expect(await factsOf('audio/mp4', movie)).toEqual({ durationS: 1.5 });
  });
});
