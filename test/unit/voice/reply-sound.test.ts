import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../../src/audio/wav.ts';
import type { ArtifactWriter } from '../../../src/core/artifact.ts';
import { HEADER_BYTES, ReplySound } from '../../../src/voice/reply-sound.ts';
import { memoryArtifacts } from '../../support/memory-artifacts.ts';

const RATE = 8_000;
const call = { principal: { tenant: 'local', subject: 'local' } };
const frame = (value: number): Uint8Array => new Uint8Array(320).fill(value);

function replyIn({ artifacts, kept }: ReturnType<typeof memoryArtifacts>) {
  const opened = Promise.withResolvers<void>();
  const written: Uint8Array[] = [];
  let opens = 0;
  const reply = new ReplySound(RATE, async () => {
    opens++;
    await opened.promise;
    const writer = await artifacts.create(call, { headBytes: HEADER_BYTES });
    const write = (chunk: Uint8Array): void => {
      written.push(chunk);
      writer.write(chunk);
    };
    return { ...writer, write } satisfies ArtifactWriter;
  });
  return { reply, open: opened.resolve, fail: opened.reject, written, opens: () => opens, kept };
}

describe('the sound of a reply', () => {
  it('is a WAV file of known length, what came before the file was there included', async () => {
    const { reply, open, opens, kept } = replyIn(memoryArtifacts());
    reply.push(frame(1));
    reply.push(frame(2));
    open();
    await new Promise(setImmediate);
    reply.push(frame(3));
    const artifact = await reply.keep();
    expect(artifact).toMatchObject({ mimeType: 'audio/wav', durationS: 0.06, bytes: HEADER_BYTES + 960 });
    const bytes = kept.get(artifact?.uri ?? '')?.bytes ?? new Uint8Array();
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(40, true)).toBe(960);
    expect(Buffer.from(bytes.subarray(HEADER_BYTES)).equals(Buffer.concat([frame(1), frame(2), frame(3)]))).toBe(true);
    expect(samplesOf(bytes.subarray(HEADER_BYTES))).toHaveLength(480);
    expect(opens()).toBe(1);
  });

  it('goes to the file as it comes', async () => {
    const { reply, open, written } = replyIn(memoryArtifacts());
    open();
    reply.push(frame(1));
    await new Promise(setImmediate);
    expect(written).toHaveLength(1);
    reply.push(frame(2));
    expect(written).toHaveLength(2);
  });

  it('is no file where nothing came', async () => {
    const { reply, opens } = replyIn(memoryArtifacts());
    await expect(reply.keep()).resolves.toBeUndefined();
    expect(opens()).toBe(0);
  });

  it('says so at its end when there is no file to be had', async () => {
    const { reply, fail, opens } = replyIn(memoryArtifacts());
    reply.push(frame(1));
    fail(new Error('The disk is full.'));
    await new Promise(setImmediate);
    reply.push(frame(2));
    await expect(reply.keep()).rejects.toThrow('The disk is full.');
    expect(opens()).toBe(1);
  });
});
