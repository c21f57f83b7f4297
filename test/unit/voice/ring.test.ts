import { describe, expect, it } from 'vitest';
import { Ring } from '../../../src/voice/ring.ts';

const FRAME = 8;
const sound = (length: number, from = 0): Uint8Array => Uint8Array.from({ length }, (_, index) => (from + index) % 256);
const all = (ring: Ring): number[] => ring.pieces().flatMap((piece) => [...piece]);

describe('a ring of sound', () => {
  it('gives back in frames what was pushed in any length', () => {
    const ring = new Ring(FRAME);
    for (let at = 0; at < 500; at += 25) ring.push(sound(25, at));
    expect(ring.bytes).toBe(500);
    expect(all(ring)).toEqual([...sound(500)]);
    const out: number[] = [];
    for (let frame = ring.shift(); frame !== undefined; frame = ring.shift()) {
      expect(frame.byteLength).toBeLessThanOrEqual(FRAME);
      out.push(...frame);
    }
    expect(out).toEqual([...sound(500)]);
    expect(ring.bytes === 0).toBe(true);
  });

  it('lets the oldest go when it is full, and counts it once', () => {
    const ring = new Ring(FRAME, 300);
    ring.push(sound(1_000));
    expect(all(ring)).toEqual([...sound(300, 700)]);
    expect(ring.takeDropped()).toBe(700);
    expect(ring.takeDropped()).toBe(0);
  });

  it('trims the oldest without counting it as dropped', () => {
    const ring = new Ring(FRAME);
    ring.push(sound(400));
    ring.trim(90);
    expect(all(ring)).toEqual([...sound(90, 310)]);
    expect(ring.takeDropped()).toBe(0);
  });

  it('does not write again into a frame that was taken', () => {
    const ring = new Ring(FRAME);
    ring.push(sound(FRAME));
    const taken = ring.shift();
    for (let round = 0; round < 50; round++) {
      ring.push(new Uint8Array(FRAME).fill(255));
      ring.clear();
    }
    expect([...(taken ?? [])]).toEqual([...sound(FRAME)]);
  });

  it('keeps a copy, not what its giver may change', () => {
    const ring = new Ring(FRAME);
    const given = sound(FRAME);
    ring.push(given);
    given.fill(0);
    expect(all(ring)).toEqual([...sound(FRAME)]);
  });
});
