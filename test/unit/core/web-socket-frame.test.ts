import type { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { clientFrame, maskPayload, serverFrame } from '../../../src/core/web-socket-frame.ts';

/** What reads frames in `ws`; its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

function readByWs(frame: Buffer, isServer: boolean): [Buffer, boolean][] {
  const receiver = new Receiver({ isServer });
  const heard: [Buffer, boolean][] = [];
  receiver.on('message', (data: Buffer, isBinary: boolean) => heard.push([data, isBinary]));
  receiver.write(frame);
  return heard;
}

const LENGTHS = [0, 1, 2, 3, 5, 125, 126, 127, 960, 65_535, 65_536, 200_000];
const sound = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31) % 256);

describe('a frame of a WebSocket', () => {
  it.each(LENGTHS)('of %i bytes is read by any client', (length) => {
    const [heard, ...others] = readByWs(serverFrame(sound(length)), false);
    expect(others).toEqual([]);
    expect(heard?.[1]).toBe(true);
    expect(heard?.[0].equals(sound(length))).toBe(true);
  });

  it.each(LENGTHS)('of %i bytes is read by any server', (length) => {
    const [heard, ...others] = readByWs(clientFrame(sound(length)), true);
    expect(others).toEqual([]);
    expect(heard?.[1]).toBe(true);
    expect(heard?.[0].equals(sound(length))).toBe(true);
  });

  it.each(['', 'a', '{"type":"héllo","text":"日本語 🎙"}', 'x'.repeat(70_000)])('carries text as text', (text) => {
    const [heard, ...others] = readByWs(clientFrame(text), true);
    expect(others).toEqual([]);
    expect(heard).toEqual([Buffer.from(text), false]);
  });

  it('is masked by another key each time, and never by none', () => {
    const silence = new Uint8Array(400);
    const masked = new Set(Array.from({ length: 2_000 }, () => clientFrame(silence).subarray(8, 12).readUInt32LE()));
    expect(masked.size).toBeGreaterThan(1_990);
  });

  it('is unmasked wherever it lies in memory', () => {
    for (let at = 4; at < 12; at++) {
      for (let length = 0; length < 12; length++) {
        const bytes = Buffer.alloc(at + length + 3, 0x55);
        bytes.set([1, 2, 3, 4], at - 4);
        maskPayload(bytes, at, at + length);
        const expected = Array.from({ length }, (_, index) => 0x55 ^ (1 + (index % 4)));
        expect([...bytes.subarray(at, at + length)]).toEqual(expected);
        expect([...bytes.subarray(at + length)]).toEqual([0x55, 0x55, 0x55]);
      }
    }
  });
});
