import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createArtifacts } from '../../../src/runtime/artifacts.ts';
import { openState } from '../../../src/runtime/state.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder } from './pipeline.ts';

const me = { principal: { tenant: 'local', subject: 'local' } };
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function artifactsIn() {
  const home = temporaryFolder();
  const clock = createFakeClock();
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const config = { home, artifactBytes: 1_000_000, artifactDays: 30 };
  return { artifacts: createArtifacts({ config, clock, state }), folder: join(home, 'artifacts') };
}

describe('the pieces of an artifact', () => {
  it('follow a head that comes last, and are hashed after it', async () => {
    const { artifacts } = artifactsIn();
    const writer = await artifacts.create(me, { headBytes: 4 });
    const sound = Uint8Array.from({ length: 400_000 }, (_, index) => index % 251);
    for (let at = 0; at < sound.length; at += 960) writer.write(sound.subarray(at, at + 960));
    const artifact = await writer.finish({ mimeType: 'audio/wav' }, bytesOf('HEAD'));
    const { bytes } = await artifacts.read(artifact.uri, me);
    expect(Buffer.from(bytes).equals(Buffer.concat([bytesOf('HEAD'), sound]))).toBe(true);
    expect(artifact).toMatchObject({ uri: `artifact://${sha256(bytes)}.wav`, bytes: 400_004 });
  });

  it('are refused with a head that does not fill its room', async () => {
    const { artifacts, folder } = artifactsIn();
    const writer = await artifacts.create(me, { headBytes: 4 });
    writer.write(bytesOf('rest'));
    await expect(writer.finish({}, bytesOf('HE'))).rejects.toThrow('2 bytes, not 4');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keep their order, small and large', async () => {
    const { artifacts } = artifactsIn();
    const writer = await artifacts.create(me);
    const pieces = [10, 200_000, 5, 131_072, 131_071, 3].map((size, index) => new Uint8Array(size).fill(index + 1));
    for (const piece of pieces) writer.write(piece);
    const { uri } = await writer.finish({ mimeType: 'audio/pcm' });
    const { bytes } = await artifacts.read(uri, me);
    expect(Buffer.from(bytes).equals(Buffer.concat(pieces))).toBe(true);
  });
});
