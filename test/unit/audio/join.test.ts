import { describe, expect, it } from 'vitest';
import { joinPcm } from '../../../src/audio/join.ts';
import type { Pcm } from '../../../src/core/audio.ts';
import { concat, secondsOf, silence, tone, word } from './sounds.ts';

const RATE = 24_000;
const padded = (before: number, sound: Pcm, after: number) =>
  concat(silence(RATE, before), sound, silence(RATE, after));

function largestJump({ samples }: Pcm): number {
  let largest = 0;
  for (let index = 1; index < samples.length; index++) {
    largest = Math.max(largest, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  }
  return largest;
}

/** Seconds between the last loud sample before and the first loud one after the longest quiet stretch. */
function longestPause({ samples, rate }: Pcm): number {
  let [longest, since] = [0, 0];
  for (const [index, value] of samples.entries()) {
    if (Math.abs(value) < 0.005) continue;
    if (since > 0) longest = Math.max(longest, index - since);
    since = index;
  }
  return longest / rate;
}

describe('joining', () => {
  it('cuts long silence between two pieces to the pause, and keeps the outer ends', () => {
    const joined = joinPcm([padded(0.5, word(RATE, 0.6), 1.4), padded(0.9, word(RATE, 0.6), 0.7)], { pauseMs: 200 });
    expect(secondsOf(joined)).toBeCloseTo(0.5 + 0.6 + 0.2 + 0.6 + 0.7, 1);
    expect(longestPause(joined)).toBeGreaterThan(0.18);
    expect(longestPause(joined)).toBeLessThan(0.26);
  });

  it('makes the pause where there was none', () => {
    const joined = joinPcm([tone(300, RATE, 0.5), tone(300, RATE, 0.5)], { pauseMs: 300 });
    expect(secondsOf(joined)).toBeCloseTo(1.3, 2);
  });

  it.each([
    ['that stop at their loudest', { rate: RATE, samples: tone(300, RATE, 0.5).samples.subarray(0, 11_980) }],
    ['that are loud throughout', tone(200, RATE, 0.5, 0.9)],
    ['with an offset', { rate: RATE, samples: tone(200, RATE, 0.5, 0.3).samples.map((value) => value + 0.03) }],
    ['of a few samples', tone(300, RATE, 0.004)],
  ])('makes no click between pieces %s', (_, piece) => {
    for (const pauseMs of [0, 20, 250]) {
      // The outer ends are the piece's own.
      const inner = joinPcm([piece, piece, piece], { pauseMs });
      expect(largestJump(inner)).toBeLessThanOrEqual(largestJump(piece) + 1e-6);
    }
  });

  it('leaves out pieces without sound', () => {
    const piece = word(RATE, 0.5);
    expect(joinPcm([piece, silence(RATE, 4), piece], { pauseMs: 100 })).toEqual(
      joinPcm([piece, piece], { pauseMs: 100 }),
    );
  });

  it('brings all pieces to the rate of the first', () => {
    const joined = joinPcm([tone(300, RATE, 0.5), tone(300, 48_000, 0.5)], { pauseMs: 0 });
    expect(joined.rate).toBe(RATE);
    expect(secondsOf(joined)).toBeCloseTo(1, 1);
  });

  it('of one piece is that piece, of none is nothing', () => {
    const piece = padded(0.1, word(RATE, 0.3), 0.2);
    expect(joinPcm([piece])).toEqual(piece);
    expect(joinPcm([]).samples).toHaveLength(0);
  });
});
