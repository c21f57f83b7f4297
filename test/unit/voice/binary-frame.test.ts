import type { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { binaryFrame } from '../../../src/voice/binary-frame.ts';

/** What reads frames in `ws`; its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

describe('a binary frame', () => {
  it.each([1, 125, 126, 960, 65_535, 65_536, 200_000])('of %i bytes is read by any WebSocket', (length) => {
    const payload = Uint8Array.from({ length }, (_, index) => (index * 31) % 256);
    const receiver = new Receiver({ isServer: false });
    const heard: [Buffer, boolean][] = [];
    receiver.on('message', (data: Buffer, isBinary: boolean) => heard.push([data, isBinary]));
    receiver.write(binaryFrame(payload));
    expect(heard).toHaveLength(1);
    expect(heard[0]?.[1]).toBe(true);
    expect(heard[0]?.[0].equals(payload)).toBe(true);
  });
});
