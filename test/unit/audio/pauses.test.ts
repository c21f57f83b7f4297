import { describe, expect, it } from 'vitest';
import { cutAtPauses, speechSpans } from '../../../src/audio/pauses.ts';
import type { Pcm } from '../../../src/core/audio.ts';
import { concat, mix, noise, secondsOf, silence, tone, word } from './sounds.ts';

const RATE = 16_000;
/** Words of the given seconds with gaps of the given seconds between them, in a room that hums. */
function speech(parts: readonly (readonly [word: number, gap: number])[], room = 0.002): Pcm {
  const clean = concat(...parts.flatMap(([said, gap]) => [word(RATE, said), silence(RATE, gap)]));
  return mix(clean, noise(RATE, secondsOf(clean), room));
}
const ends = (pieces: readonly { readonly endS: number }[]) => pieces.map(({ endS }) => endS);

describe('speech spans', () => {
  it('are where somebody speaks, with a margin', () => {
    const spans = speechSpans(
      concat(
        silence(RATE, 1),
        speech([
          [0.5, 0.1],
          [0.5, 1.5],
          [0.4, 1],
        ]),
      ),
    );
    expect(spans).toHaveLength(2);
    expect(spans[0]?.startS).toBeCloseTo(0.9, 0);
    expect(spans[0]?.startS).toBeLessThan(1.05);
    expect(spans[0]?.endS).toBeGreaterThan(2.05);
    expect(spans[1]?.startS).toBeLessThan(3.65);
    expect(spans[1]?.endS).toBeGreaterThan(3.95);
    expect(spans[1]?.endS).toBeLessThan(4.5);
  });

  it.each([
    ['silence', silence(RATE, 3)],
    ['a steady noise', noise(RATE, 3, 0.01)],
    ['a loud steady hiss', noise(RATE, 3, 0.03)],
    ['a constant offset', { rate: RATE, samples: new Float32Array(RATE).fill(0.4) }],
    ['a single click', concat(silence(RATE, 1), tone(900, RATE, 0.01), silence(RATE, 1))],
    ['nothing', silence(RATE, 0)],
  ])('of %s are none', (_, pcm) => {
    expect(speechSpans(pcm)).toEqual([]);
  });

  it('are found in a noisy room', () => {
    const spans = speechSpans(
      speech(
        [
          [0.6, 1],
          [0.6, 1],
          [0.6, 1],
        ],
        0.05,
      ),
    );
    expect(spans).toHaveLength(3);
  });

  it('hold the quiet speaker behind the loud one', () => {
    const loud = word(RATE, 0.6, 0.4);
    const quiet = word(RATE, 0.6, 0.02);
    const talk = concat(loud, silence(RATE, 1), quiet, silence(RATE, 1), loud, silence(RATE, 1), quiet);
    expect(speechSpans(mix(talk, noise(RATE, secondsOf(talk), 0.0005)))).toHaveLength(4);
  });

  it('cover sound that never pauses', () => {
    expect(speechSpans(tone(300, RATE, 2))).toEqual([{ startS: 0, endS: 2 }]);
  });
});

describe('cutting at pauses', () => {
  it('leaves short audio whole', () => {
    const pcm = speech([[1, 0.5]]);
    expect(cutAtPauses(pcm, { maxSeconds: 10 })).toEqual([{ startS: 0, endS: 1.5, pcm }]);
    expect(cutAtPauses(silence(RATE, 0), { maxSeconds: 10 })).toEqual([]);
  });

  it('gives pieces that follow one another without gap or overlap', () => {
    const pcm = speech(
      Array.from({ length: 40 }, (_, index) => [0.4 + (index % 5) / 10, 0.1 + (index % 3) / 5] as const),
    );
    const pieces = cutAtPauses(pcm, { maxSeconds: 5 });
    expect(concat(...pieces.map((piece) => piece.pcm)).samples).toEqual(pcm.samples);
    for (const [index, piece] of pieces.entries()) {
      expect(piece.startS).toBe(pieces[index - 1]?.endS ?? 0);
      expect(secondsOf(piece.pcm)).toBeCloseTo(piece.endS - piece.startS, 6);
      expect(secondsOf(piece.pcm)).toBeLessThanOrEqual(5);
    }
    expect(pieces.length).toBeLessThan(secondsOf(pcm) / 2.5 + 1);
  });

  it('cuts in the long pause rather than between two words', () => {
    const pcm = speech([
      [1, 0.2],
      [1, 0.2],
      [1, 0.8],
      [1, 0.2],
      [1, 0.2],
      [1, 0.2],
    ]);
    const [first = 0] = ends(cutAtPauses(pcm, { maxSeconds: 6 }));
    expect(first).toBeGreaterThan(3.5);
    expect(first).toBeLessThan(4.1);
  });

  it('takes the later of two equal pauses', () => {
    const pcm = speech([
      [1, 0.4],
      [1, 0.4],
      [1, 0.4],
      [1, 0.4],
      [1, 0.4],
    ]);
    const [first = 0] = ends(cutAtPauses(pcm, { maxSeconds: 5 }));
    expect(first).toBeGreaterThan(3.8);
    expect(first).toBeLessThan(4.2);
  });

  it('never cuts into a word where a pause exists, not even for a minimum', () => {
    const pcm = speech([
      [2, 0.3],
      [6, 0.3],
      [2, 0.3],
    ]);
    const cuts = ends(cutAtPauses(pcm, { maxSeconds: 7, minSeconds: 4 }));
    expect(cuts[0]).toBeGreaterThan(1.95);
    expect(cuts[0]).toBeLessThan(2.35);
  });

  it('cuts sound that never pauses at the limit, or a little before where it is quieter', () => {
    const pieces = cutAtPauses(tone(300, RATE, 12), { maxSeconds: 5 });
    expect(pieces.length).toBeLessThanOrEqual(4);
    for (const { pcm } of pieces) expect(secondsOf(pcm)).toBeLessThanOrEqual(5);
    expect(ends(pieces).at(-1)).toBe(12);
  });

  it('leaves no scrap at the end', () => {
    const pieces = cutAtPauses(
      speech([
        [2.4, 0.2],
        [2.4, 0.2],
      ]),
      { maxSeconds: 5 },
    );
    expect(pieces).toHaveLength(2);
    expect(secondsOf(pieces[1]?.pcm ?? silence(RATE, 0))).toBeGreaterThan(1);
  });

  it('ends for any limit', () => {
    const pcm = noise(RATE, 2, 0.2);
    for (const maxSeconds of [0.001, 0.01, 0.1, 1, 1.999]) {
      const pieces = cutAtPauses(pcm, { maxSeconds, minSeconds: 5 });
      expect(concat(...pieces.map((piece) => piece.pcm)).samples).toHaveLength(pcm.samples.length);
      for (const piece of pieces) expect(secondsOf(piece.pcm)).toBeLessThanOrEqual(maxSeconds);
    }
  });
});
