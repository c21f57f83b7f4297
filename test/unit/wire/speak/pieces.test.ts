import { describe, expect, it } from 'vitest';
import { base64Pieces, hexPieces, type PieceDecoder } from '../../../../src/wire/speak/pieces.ts';

const bytes = Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 91 + 7) % 256));

const joined = (decoder: PieceDecoder, pieces: readonly string[]): Buffer =>
  Buffer.concat([...pieces.map((piece) => decoder.push(piece)), decoder.end()]);

/** A text cut in pieces of one length. */
const cut = (text: string, length: number): string[] => text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? [];

describe('base64 in pieces', () => {
  it.each([1, 2, 3, 4, 5, 7, 64, 1000])('reads one text that is cut every %i characters', (length) => {
    expect(joined(base64Pieces(), cut(bytes.toString('base64'), length))).toEqual(bytes);
  });

  it.each([1, 2, 3, 10])('reads pieces of %i bytes that are each padded on their own', (length) => {
    const pieces = [];
    for (let at = 0; at < bytes.length; at += length) pieces.push(bytes.subarray(at, at + length).toString('base64'));
    expect(joined(base64Pieces(), pieces)).toEqual(bytes);
  });

  it('reads padded pieces that were glued together, broken into lines, and cut inside their padding', () => {
    const glued = `${bytes.subarray(0, 1).toString('base64')}\r\n${bytes.subarray(1).toString('base64')}`;
    expect(joined(base64Pieces(), [glued])).toEqual(bytes);
    expect(joined(base64Pieces(), ['gQ=', '=', bytes.toString('base64')])).toEqual(
      Buffer.concat([Buffer.from([129]), bytes]),
    );
  });

  it('reads the spelling for addresses, and a text whose padding was left out', () => {
    expect(joined(base64Pieces(), cut(bytes.toString('base64url'), 3))).toEqual(bytes);
  });

  it('gives what is complete at once', () => {
    const decoder = base64Pieces();
    expect(decoder.push('AQIDBA')).toEqual(Buffer.from([1, 2, 3]));
    expect(decoder.push('UG')).toEqual(Buffer.from([4, 5, 6]));
  });
});

describe('hexadecimal in pieces', () => {
  it.each([1, 3, 5, 200])('reads one text that is cut every %i characters', (length) => {
    expect(joined(hexPieces(), cut(bytes.toString('hex'), length))).toEqual(bytes);
  });
});
