import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Artifact } from '../../../src/core/artifact.ts';
import { findProgram } from '../../../src/core/find-program.ts';
import { resolveOptional } from '../../../src/core/import-optional.ts';
import { createArtifacts } from '../../../src/runtime/artifacts.ts';
import { mediaFacts } from '../../../src/runtime/media-header.ts';
import { openState } from '../../../src/runtime/state.ts';
import { withThumbnail } from '../../../src/runtime/thumbnail.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { png } from '../../support/media.ts';
import { temporaryFolder } from './pipeline.ts';

const FFMPEG = findProgram(['ffmpeg'], process.env.PATH);
const hasPictures = FFMPEG !== undefined || resolveOptional('@napi-rs/canvas') !== undefined;
const me = { principal: { tenant: 'local', subject: 'local' } };
const other = { principal: { tenant: 'other', subject: 'other' } };
const { signal } = new AbortController();

function studio(artifactBytes = 50_000_000) {
  const home = temporaryFolder();
  const clock = createFakeClock();
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const artifacts = createArtifacts({ config: { home, artifactBytes, artifactDays: 30 }, clock, state });
  const pictured = async (bytes: Uint8Array, mimeType: string): Promise<Artifact> =>
    withThumbnail(await artifacts.save(bytes, { mimeType }, me), {
      artifacts: async () => artifacts,
      call: me,
      signal,
    });
  return { artifacts, pictured, clock };
}

const large = png(1600, 800, [200, 40, 40]);

describe.runIf(hasPictures)('a large picture', () => {
  it('has a small JPEG of the same shape beside it', async () => {
    const { artifacts, pictured } = studio();
    const { uri, thumbnail = '' } = await pictured(large, 'image/png');
    await expect(artifacts.describe(uri, me)).resolves.toMatchObject({ thumbnail });
    const small = await artifacts.describe(thumbnail, me);
    expect(small).toMatchObject({ mimeType: 'image/jpeg', width: 512, height: 256 });
    expect(small.bytes).toBeLessThan(large.length);
  });

  it('is listed without it', async () => {
    const { artifacts, pictured } = studio();
    const { uri } = await pictured(large, 'image/png');
    expect((await artifacts.list(me, 10)).map((one) => one.uri)).toEqual([uri]);
  });

  it('keeps it as long as it is used itself', async () => {
    const { artifacts, pictured, clock } = studio();
    const { uri, thumbnail = '' } = await pictured(large, 'image/png');
    for (let week = 0; week < 6; week++) {
      await clock.advance(7 * 86_400_000);
      await artifacts.describe(uri, me);
      await artifacts.save(Buffer.from(`something else ${week}`), { mimeType: 'text/plain' }, me);
    }
    await expect(artifacts.describe(thumbnail, me)).resolves.toMatchObject({ uri: thumbnail });
  });

  it('has none for anybody else', async () => {
    const { artifacts, pictured } = studio();
    const { thumbnail = '' } = await pictured(large, 'image/png');
    await expect(artifacts.describe(thumbnail, other)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('what gets no thumbnail is kept all the same', () => {
  const hugeHead = Buffer.from(large);
  hugeHead.writeUInt32BE(60_000, 16);
  hugeHead.writeUInt32BE(60_000, 20);
  it.each([
    ['a small picture, which stands for itself', png(64, 64, [1, 2, 3]), 'image/png'],
    ['a picture that is cut', Buffer.concat([large.subarray(0, 40), randomBytes(200_000)]), 'image/png'],
    ['a picture whose header promises billions of pixels', hugeHead, 'image/png'],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="9999"/>'), 'image/svg+xml'],
    ['a playlist that calls itself a film', Buffer.from('#EXTM3U\nfile:///etc/passwd\n'), 'video/mp4'],
    ['a sound', Buffer.from('RIFF....WAVE'), 'audio/wav'],
  ])('%s', async (_what, bytes, mimeType) => {
    const { artifacts, pictured } = studio();
    const artifact = await pictured(bytes, mimeType);
    expect(artifact.thumbnail).toBeUndefined();
    expect(readFileSync(artifact.path ?? '')).toEqual(Buffer.from(bytes));
    expect(await artifacts.list(me, 10)).toHaveLength(1);
  });
});

describe.runIf(FFMPEG !== undefined)('a film', () => {
  const filmed = (...format: readonly string[]): Buffer => {
    const source = ['-f', 'lavfi', '-i', 'color=red:s=1280x720:d=1:r=5', '-t', '1'];
    const { stdout, status } = spawnSync(FFMPEG ?? '', ['-loglevel', 'error', ...source, ...format, 'pipe:1'], {
      maxBuffer: 10_000_000,
    });
    expect(status).toBe(0);
    return stdout;
  };
  it.each([
    ['MP4', 'video/mp4', ['-c:v', 'mpeg4', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov']],
    ['WebM', 'video/webm', ['-c:v', 'libvpx', '-f', 'webm']],
  ])('in %s has one of its frames as a small picture', async (_name, mimeType, format) => {
    const { artifacts, pictured } = studio();
    const { thumbnail = '' } = await pictured(filmed(...format), mimeType);
    const { bytes } = await artifacts.read(thumbnail, me);
    const facts = await mediaFacts('image/jpeg', async (at, length) => bytes.subarray(at, at + length), bytes.length);
    expect(facts).toEqual({ width: 512, height: 288 });
  });

  it('has none when its file is gone', async () => {
    const { artifacts } = studio();
    const saved = await artifacts.save(filmed('-c:v', 'libvpx', '-f', 'webm'), { mimeType: 'video/webm' }, me);
    rmSync(join(saved.path ?? ''));
    await expect(withThumbnail(saved, { artifacts: async () => artifacts, call: me, signal })).resolves.toEqual(saved);
  });
});

describe('a thumbnail', () => {
  const film = Buffer.alloc(900, 'f');
  const still = Buffer.alloc(200, 's');

  it('does not push out what it stands for', async () => {
    const { artifacts } = studio(1000);
    const { uri } = await artifacts.save(film, { mimeType: 'video/mp4' }, me);
    const small = await artifacts.save(still, { mimeType: 'image/jpeg', thumbnailOf: uri }, me);
    await expect(artifacts.describe(uri, me)).resolves.toMatchObject({ thumbnail: small.uri });
  });

  it('of another tenant’s artifact is nobody’s', async () => {
    const { artifacts } = studio();
    const { uri } = await artifacts.save(film, { mimeType: 'video/mp4' }, other);
    await artifacts.save(still, { mimeType: 'image/jpeg', thumbnailOf: uri }, me);
    expect(await artifacts.describe(uri, other)).not.toHaveProperty('thumbnail');
  });

  it('that is also made for itself is listed', async () => {
    const { artifacts } = studio();
    const { uri } = await artifacts.save(film, { mimeType: 'video/mp4' }, me);
    await artifacts.save(still, { mimeType: 'image/jpeg', thumbnailOf: uri }, me);
    expect(await artifacts.list(me, 9)).toHaveLength(1);
    await artifacts.save(still, { mimeType: 'image/jpeg' }, me);
    expect(await artifacts.list(me, 9)).toHaveLength(2);
  });
});
