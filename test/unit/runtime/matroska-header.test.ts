import { describe, expect, it } from 'vitest';
import { mediaFacts } from '../../../src/runtime/media-header.ts';

const bytes = (value: number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256));
const idOf = (id: number): Buffer => bytes(id, Math.ceil(id.toString(16).length / 2));
/** An element with its size in eight bytes. */
const element = (id: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([idOf(id), Buffer.from([0x01]), bytes(body.length, 7), body]);
};
/** One that was written as it came: it says no size. */
const open = (id: number, ...content: readonly Buffer[]): Buffer =>
  Buffer.concat([idOf(id), Buffer.from([0x01]), Buffer.alloc(7, 0xff), ...content]);

const head = element(0x1a45_dfa3, element(0x4282, Buffer.from('webm')));
const double = (value: number): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer;
};
const single = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeFloatBE(value);
  return buffer;
};
const info = (...content: readonly Buffer[]): Buffer => element(0x1549_a966, ...content);
const scale = element(0x2a_d7b1, bytes(1_000_000, 3));
const sound = element(0xae, element(0x83, Buffer.from([2])), element(0xe1, element(0x9f, Buffer.from([2]))));
const picture = (width: number, height: number): Buffer =>
  element(
    0xae,
    element(0x83, Buffer.from([1])),
    element(0xe0, element(0xb0, bytes(width, 2)), element(0xba, bytes(height, 2))),
  );
const tracks = element(0x1654_ae6b, sound, picture(640, 480), picture(64, 48));
const block = (at: number): Buffer => element(0xa3, Buffer.from([0x81]), bytes(at, 2), Buffer.from([0x80, 1, 2, 3]));
const cluster = (make: typeof element, at: number, ...blocks: readonly number[]): Buffer =>
  make(0x1f43_b675, element(0xe7, bytes(at, 4)), ...blocks.map(block));

const factsOf = (file: Buffer, mimeType = 'video/webm') =>
  mediaFacts(mimeType, async (at, length) => file.subarray(at, at + length), file.length);

describe('size and length of a WebM film', () => {
  it.each([
    ['in 64 bits', double(2500)],
    ['in 32 bits', single(2500)],
  ])('are read from its header, the length %s', async (_what, duration) => {
    const file = Buffer.concat([head, element(0x1853_8067, info(scale, element(0x4489, duration)), tracks)]);
    expect(await factsOf(file)).toEqual({ width: 640, height: 480, durationS: 2.5 });
  });

  it('count in the unit that the file states', async () => {
    const slow = element(0x2a_d7b1, bytes(100_000_000, 4));
    const file = Buffer.concat([head, element(0x1853_8067, info(slow, element(0x4489, double(25))), tracks)]);
    expect(await factsOf(file)).toMatchObject({ durationS: 2.5 });
  });

  it('are found in a recording that was written as it came, by its last block', async () => {
    const file = Buffer.concat([
      head,
      open(0x1853_8067, info(scale), tracks, cluster(open, 0, 0, 40, 80), cluster(open, 1000, 20, 400)),
    ]);
    expect(await factsOf(file)).toEqual({ width: 640, height: 480, durationS: 1.4 });
  });

  it('are the length alone where there is only sound', async () => {
    const file = Buffer.concat([head, element(0x1853_8067, info(scale, element(0x4489, double(900))), tracks)]);
    expect(await factsOf(file, 'audio/webm')).toEqual({ durationS: 0.9 });
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['its head alone', head],
    ['zeros', Buffer.alloc(10_000)],
    ['ones', Buffer.alloc(10_000, 0xff)],
    [
      'a length that is no number',
      Buffer.concat([head, element(0x1853_8067, info(scale, element(0x4489, double(Number.NaN))))]),
    ],
  ])('are left out for %s', async (_what, file) => {
    expect(await factsOf(file)).toEqual({});
  });

  it('take no time for a file made to be followed for ever', async () => {
    const started = performance.now();
    await factsOf(Buffer.alloc(3_000_000, 0xa0));
    await factsOf(Buffer.concat([head, Buffer.alloc(3_000_000, 0x80)]));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
