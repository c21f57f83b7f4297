import { describe, expect, it } from 'vitest';
import { joinSpeech } from '../../../src/runtime/join-speech.ts';
import { concat, noise, secondsOf, silence, tone, word } from '../audio/sounds.ts';

const RATE = 24_000;
const largestJump = ({ samples }: { readonly samples: Float32Array }): number =>
  samples.reduce((most, value, index) => Math.max(most, Math.abs(value - (samples[index - 1] ?? value))), 0);

describe('spoken pieces', () => {
  it('follow one another after a short pause, whatever silence they came with', () => {
    const padded = concat(silence(RATE, 1.5), word(RATE, 3), silence(RATE, 1.5));
    const whole = joinSpeech([padded, padded, padded]);
    // The outer silences stay, each of the inner two becomes a quarter of a second.
    expect(secondsOf(whole)).toBeCloseTo(1.5 + 3 * 3 + 2 * 0.25 + 1.5, 0);
  });

  it('meet without a click where they end and begin in the middle of a sound', () => {
    const loud = tone(200, RATE, 5);
    expect(largestJump(joinSpeech([loud, loud, loud]))).toBeLessThanOrEqual(largestJump(loud) * 1.01);
  });

  it('meet without a click behind a silence that is longer than what is usually looked at', () => {
    const trailing = concat(tone(200, RATE, 3), silence(RATE, 3));
    const leading = concat(silence(RATE, 3), tone(200, RATE, 3));
    const whole = joinSpeech([trailing, leading]);
    expect(largestJump(whole)).toBeLessThanOrEqual(largestJump(trailing) * 1.01);
    expect(secondsOf(whole)).toBeCloseTo(6.25, 1);
  });

  it('lose nothing when they are short', () => {
    const short = word(RATE, 0.3);
    expect(secondsOf(joinSpeech([short, short, short]))).toBeCloseTo(3 * 0.3 + 2 * 0.25, 1);
  });

  it('are left as they are when there is one', () => {
    const only = noise(RATE, 1, 0.1);
    expect(joinSpeech([only])).toEqual(only);
  });

  it('of an hour do not keep others waiting', () => {
    const minute = tone(200, RATE, 60);
    const started = performance.now();
    expect(secondsOf(joinSpeech(Array.from({ length: 60 }, () => minute)))).toBeGreaterThan(3600);
    // Two orders of magnitude less than looking at every sample; generous for a busy machine.
    expect(performance.now() - started).toBeLessThan(2500);
  });
});
