import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ArtifactParts, createArtifacts } from '../../../src/runtime/artifacts.ts';
import { openState } from '../../../src/runtime/state.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder } from './pipeline.ts';

const me = { principal: { tenant: 'local', subject: 'local' } };
const other = { principal: { tenant: 'other', subject: 'o' } };
const DAY_MS = 86_400_000;
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

type Settings = Partial<ArtifactParts['config']> & Pick<ArtifactParts, 'openFile'>;

function artifactsIn({ openFile, ...settings }: Settings = {}, clock = createFakeClock()) {
  const home = settings.home ?? temporaryFolder();
  const config = { home, artifactBytes: 1_000_000, artifactDays: 30, ...settings };
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const artifacts = createArtifacts({ config, clock, state, ...(openFile === undefined ? {} : { openFile }) });
  return { artifacts, home, clock, state, folder: join(home, 'artifacts') };
}

describe('an artifact', () => {
  it('is named by its content and given back with what is known of it', async () => {
    const { artifacts, folder } = artifactsIn();
    const bytes = bytesOf('some sound');
    const saved = await artifacts.save(bytes, { mimeType: 'audio/mpeg', durationS: 1.5 }, me);
    const file = `${sha256(bytes)}.mp3`;
    expect(saved).toEqual({
      uri: `artifact://${file}`,
      mimeType: 'audio/mpeg',
      bytes: 10,
      durationS: 1.5,
      path: join(folder, file),
    });
    expect(readFileSync(join(folder, file), 'utf8')).toBe('some sound');
    await expect(artifacts.describe(saved.uri, me)).resolves.toEqual(saved);
    await expect(artifacts.read(saved.uri, me)).resolves.toEqual({ bytes, mimeType: 'audio/mpeg', name: file });
  });

  it('is found without its extension too', async () => {
    const { artifacts } = artifactsIn();
    const saved = await artifacts.save(bytesOf('x'), { mimeType: 'text/plain' }, me);
    await expect(artifacts.describe(saved.uri.slice(0, -4), me)).resolves.toEqual(saved);
  });

  it('may be empty', async () => {
    const { artifacts } = artifactsIn();
    const { uri } = await artifacts.save(new Uint8Array(0), { mimeType: 'audio/pcm' }, me);
    expect((await artifacts.read(uri, me)).bytes).toHaveLength(0);
  });

  it('keeps file and folder to their owner', async () => {
    const { artifacts, folder } = artifactsIn();
    const { path = '' } = await artifacts.save(bytesOf('x'), {}, me);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image/png', 'png'],
    ['a JPEG', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'image/jpeg', 'jpg'],
    ['WAVE sound', Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1'), 'audio/wav', 'wav'],
    ['MP3 sound', Buffer.from('ID3\x04', 'latin1'), 'audio/mpeg', 'mp3'],
    ['an MP4 film', Buffer.from('\0\0\0\x18ftypisom', 'latin1'), 'video/mp4', 'mp4'],
    ['a WebM film', Buffer.from('\x1aE\xdf\xa3', 'latin1'), 'video/webm', 'webm'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'application/pdf', 'pdf'],
    ['text', Buffer.from('Grüße'), 'text/plain', 'txt'],
    ['anything else', Buffer.from([0, 1, 2, 255]), 'application/octet-stream', 'bin'],
  ])('is known as %s by its bytes', async (_what, bytes, mimeType, extension) => {
    const { artifacts } = artifactsIn();
    const saved = await artifacts.save(bytes, {}, me);
    expect(saved).toMatchObject({ mimeType, uri: `artifact://${sha256(bytes)}.${extension}` });
  });

  it('is looked at when its sender calls it just bytes', async () => {
    const { artifacts } = artifactsIn();
    const saved = await artifacts.save(bytesOf('%PDF-1.7'), { mimeType: 'application/octet-stream' }, me);
    expect(saved.mimeType).toBe('application/pdf');
  });

  it('does not take a type that could not stand in a header', async () => {
    const { artifacts } = artifactsIn();
    const saved = await artifacts.save(bytesOf('x'), { mimeType: 'text/html\r\nset-cookie: a=b' }, me);
    expect(saved.mimeType).toBe('text/plain');
  });

  it.each([
    'artifact://',
    `artifact://${'0'.repeat(64)}.png`,
    `artifact://${'0'.repeat(64)}`,
    'artifact://../state.sqlite',
    `artifact://${'0'.repeat(64)}.png/../../artifacts.key`,
    'artifact://artifacts.key',
    'nonsense',
  ])('%s does not exist', async (uri) => {
    const { artifacts } = artifactsIn();
    await expect(artifacts.describe(uri, me)).rejects.toMatchObject({ code: 'not_found' });
    await expect(artifacts.read(uri, me)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an artifact that arrives in pieces', () => {
  it('is nowhere to be seen before it is finished, and whole afterwards', async () => {
    const { artifacts, folder } = artifactsIn();
    const writer = await artifacts.create(me);
    const piece = bytesOf('ab');
    writer.write(piece);
    // The sender may use its memory again.
    piece.fill(0);
    writer.write(bytesOf('cd'));
    expect(await artifacts.list(me, 10)).toEqual([]);
    expect(readdirSync(folder).filter((name) => !name.endsWith('.part'))).toEqual([]);
    const { uri } = await writer.finish({ mimeType: 'text/plain' });
    expect(Buffer.from((await artifacts.read(uri, me)).bytes).toString()).toBe('abcd');
    expect(readdirSync(folder)).toEqual([uri.slice('artifact://'.length)]);
  });

  it('leaves nothing when it is dropped, once or twice, and cannot be finished any more', async () => {
    const { artifacts, folder } = artifactsIn();
    const writer = await artifacts.create(me);
    writer.write(bytesOf('ab'));
    await writer.discard();
    await writer.discard();
    expect(readdirSync(folder)).toEqual([]);
    await expect(writer.finish({})).rejects.toThrow('dropped already');
    expect(() => writer.write(bytesOf('late'))).not.toThrow();
  });

  it('is refused, and leaves nothing, when it is larger than all artifacts may be', async () => {
    const { artifacts, folder } = artifactsIn({ artifactBytes: 100 });
    const writer = await artifacts.create(me);
    for (let piece = 0; piece < 3; piece++) writer.write(new Uint8Array(40));
    await expect(writer.finish({})).rejects.toMatchObject({
      code: 'internal',
      hint: expect.stringContaining('LLMKIT_ARTIFACT_BYTES'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that the disk is full, leaves nothing and works again when there is room', async () => {
    let isFull = true;
    const { artifacts, folder } = artifactsIn({
      openFile: async (path) => {
        const handle = await open(path, 'wx+', 0o600);
        if (isFull) {
          handle.write = () =>
            Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' }));
        }
        return handle;
      },
    });
    await expect(artifacts.save(bytesOf('x'), {}, me)).rejects.toMatchObject({
      code: 'internal',
      message: 'The data folder cannot be used: the disk is full.',
    });
    expect(readdirSync(folder)).toEqual([]);
    isFull = false;
    await expect(artifacts.save(bytesOf('x'), {}, me)).resolves.toMatchObject({ bytes: 1 });
  });

  it('says so when the folder cannot be made', async () => {
    const { artifacts, folder } = artifactsIn();
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file in its place');
    await expect(artifacts.save(bytesOf('x'), {}, me)).rejects.toMatchObject({ code: 'internal' });
    rmSync(folder);
    await expect(artifacts.save(bytesOf('x'), {}, me)).resolves.toMatchObject({ bytes: 1 });
  });
});

describe('tenants', () => {
  it('do not see each other’s artifacts', async () => {
    const { artifacts } = artifactsIn();
    const { uri } = await artifacts.save(bytesOf('mine'), {}, me);
    for (const attempt of [
      () => artifacts.describe(uri, other),
      () => artifacts.read(uri, other),
      () => artifacts.link(uri, other),
      () => artifacts.pin(uri, true, other),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await artifacts.list(other, 10)).toEqual([]);
  });

  it('with the same content share the file, which stays as long as one of them has it', async () => {
    const clock = createFakeClock();
    const { artifacts, folder } = artifactsIn({ artifactDays: 1 }, clock);
    const { uri } = await artifacts.save(bytesOf('same'), {}, me);
    await clock.advance(0.6 * DAY_MS);
    expect((await artifacts.save(bytesOf('same'), {}, other)).uri).toBe(uri);
    expect(readdirSync(folder)).toHaveLength(1);
    await clock.advance(0.6 * DAY_MS);
    await artifacts.save(bytesOf('another'), {}, other);
    await expect(artifacts.describe(uri, me)).rejects.toMatchObject({ code: 'not_found' });
    await expect(artifacts.describe(uri, other)).resolves.toMatchObject({ bytes: 4 });
    expect(existsSync(join(folder, uri.slice('artifact://'.length)))).toBe(true);
  });
});

describe('the folder', () => {
  const thousand = (fill: number) => new Uint8Array(1000).fill(fill);

  it('loses what was used longest ago when there is no room, but nothing that is pinned', async () => {
    const clock = createFakeClock();
    const { artifacts, folder } = artifactsIn({ artifactBytes: 3500 }, clock);
    const uris: string[] = [];
    for (const fill of [1, 2, 3]) {
      uris.push((await artifacts.save(thousand(fill), {}, me)).uri);
      await clock.advance(DAY_MS / 10);
    }
    const [first = '', second = '', third = ''] = uris;
    await artifacts.pin(first, true, me);
    // Reading counts as use: the third is now older than the second.
    await artifacts.read(second, me);
    await artifacts.save(thousand(4), {}, me);
    await expect(artifacts.describe(third, me)).rejects.toMatchObject({ code: 'not_found' });
    await expect(artifacts.describe(first, me)).resolves.toBeDefined();
    await expect(artifacts.describe(second, me)).resolves.toBeDefined();
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('counts a file that several have once, until the last of them has lost it', async () => {
    const clock = createFakeClock();
    const { artifacts } = artifactsIn({ artifactBytes: 2500 }, clock);
    const { uri } = await artifacts.save(thousand(1), {}, me);
    await artifacts.save(thousand(1), {}, other);
    await clock.advance(DAY_MS / 10);
    await artifacts.save(thousand(2), {}, me);
    await expect(artifacts.describe(uri, other)).resolves.toBeDefined();
    await clock.advance(DAY_MS / 10);
    const third = await artifacts.save(thousand(3), {}, me);
    await expect(artifacts.describe(uri, me)).rejects.toMatchObject({ code: 'not_found' });
    await expect(artifacts.describe(uri, other)).rejects.toMatchObject({ code: 'not_found' });
    await clock.advance(DAY_MS / 10);
    await artifacts.save(new Uint8Array(400), {}, me);
    await expect(artifacts.describe(third.uri, me)).resolves.toBeDefined();
  });

  it('loses what was not used for the days that the operator set, pinned artifacts excepted', async () => {
    const clock = createFakeClock();
    const { artifacts } = artifactsIn({ artifactDays: 2 }, clock);
    const [old, pinned, used] = await Promise.all(
      ['old', 'pinned', 'used'].map((text) => artifacts.save(bytesOf(text), {}, me)),
    );
    await artifacts.pin(pinned?.uri ?? '', true, me);
    await clock.advance(1.5 * DAY_MS);
    await artifacts.describe(used?.uri ?? '', me);
    await clock.advance(1 * DAY_MS);
    await artifacts.save(bytesOf('new'), {}, me);
    expect((await artifacts.list(me, 10)).map(({ uri }) => uri)).toEqual(
      expect.arrayContaining([pinned?.uri, used?.uri]),
    );
    await expect(artifacts.describe(old?.uri ?? '', me)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is swept of what dead processes left, and of nothing else', async () => {
    const { artifacts, home, folder } = artifactsIn();
    const { path = '' } = await artifacts.save(bytesOf('kept'), {}, me);
    const orphan = join(folder, `${'a'.repeat(64)}.png`);
    const host = '01234567';
    const ours = readOwnHost(await nameOfDraft(artifacts, folder));
    const id = '00000000-0000-4000-8000-000000000000';
    const names = {
      ofDead: `${ours}-4194999-${id}.part`,
      ofEarlierSelf: `${ours}-${process.pid}-${id}.part`,
      ofParent: `${ours}-${process.ppid}-${id}.part`,
      elsewhere: `${host}-4194999-${id}.part`,
      elsewhereLongAgo: `${host}-4194998-${id}.part`,
      foreign: 'notes.part',
    };
    writeFileSync(orphan, 'never got a row');
    for (const name of Object.values(names)) writeFileSync(join(folder, name), 'half');
    const clock = createFakeClock();
    const long = new Date(clock.now() - 2 * DAY_MS);
    utimesSync(join(folder, names.elsewhereLongAgo), long, long);
    utimesSync(join(folder, names.elsewhere), new Date(clock.now()), new Date(clock.now()));
    await artifactsIn({ home }, clock).artifacts.save(bytesOf('next'), {}, me);
    expect(existsSync(path)).toBe(true);
    expect(existsSync(orphan)).toBe(false);
    const left = readdirSync(folder).filter((name) => name.endsWith('.part'));
    expect(left.sort()).toEqual([names.elsewhere, names.foreign, names.ofParent].sort());
  });

  it('is not left by a link that was put in an artifact’s place', async () => {
    const { artifacts, home } = artifactsIn();
    const secret = join(home, 'secret.txt');
    writeFileSync(secret, 'kept');
    const { uri, path = '' } = await artifacts.save(bytesOf('mine'), {}, me);
    const link = await artifacts.link(uri, me);
    rmSync(path);
    symlinkSync(secret, path);
    await expect(artifacts.read(uri, me)).rejects.toMatchObject({ code: 'not_found' });
    expect(await artifacts.open(link)).toBeUndefined();
    // Made again, the artifact takes its place back and leaves the link's target alone.
    await artifacts.save(bytesOf('mine'), {}, me);
    expect(Buffer.from((await artifacts.read(uri, me)).bytes).toString()).toBe('mine');
    expect(readFileSync(secret, 'utf8')).toBe('kept');
  });

  it('does not give out what was cut', async () => {
    const { artifacts } = artifactsIn();
    const { uri, path = '' } = await artifacts.save(bytesOf('mine'), {}, me);
    truncateSync(path, 2);
    await expect(artifacts.read(uri, me)).rejects.toMatchObject({ code: 'not_found' });
  });
});

type Artifacts = ReturnType<typeof artifactsIn>['artifacts'];

async function nameOfDraft(artifacts: Artifacts, folder: string): Promise<string> {
  const writer = await artifacts.create(me);
  const name = readdirSync(folder).find((entry) => entry.endsWith('.part')) ?? '';
  await writer.discard();
  return name;
}
const readOwnHost = (name: string): string => name.split('-')[0] ?? '';

describe('a link', () => {
  async function read(artifacts: Artifacts, link: string): Promise<string | undefined> {
    const opened = await artifacts.open(link);
    if (opened === undefined) return undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of opened.stream(0, opened.bytes - 1)) chunks.push(chunk);
    await opened.close();
    return Buffer.concat(chunks).toString();
  }

  it('opens its artifact in another process, for a day', async () => {
    const clock = createFakeClock();
    const { artifacts, home } = artifactsIn({}, clock);
    const { uri } = await artifacts.save(bytesOf('mine'), {}, me);
    const link = await artifacts.link(uri, me);
    expect(link).toMatch(/^\/artifacts\/[0-9a-f]{64}\.txt\?expires=\d+&signature=[\w-]{43}$/);
    expect(await read(artifactsIn({ home }, clock).artifacts, link)).toBe('mine');
    await clock.advance(DAY_MS - 1);
    expect(await read(artifacts, link)).toBe('mine');
    await clock.advance(1);
    expect(await read(artifacts, link)).toBeUndefined();
  });

  it('keeps its key to the owner', async () => {
    const { artifacts, home } = artifactsIn();
    await artifacts.link((await artifacts.save(bytesOf('x'), {}, me)).uri, me);
    expect(statSync(join(home, 'artifacts.key')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a later end', (link: string) => link.replace(/expires=(\d)/, 'expires=9')],
    ['another artifact', (link: string, uri: string) => link.replace(/[0-9a-f]{64}/, uri.slice(11, 75))],
    ['another extension', (link: string) => link.replace('.txt', '.html')],
    [
      'another signature',
      (link: string) => link.replace(/signature=(.)/, (_all, first) => `signature=${first === 'A' ? 'B' : 'A'}`),
    ],
    ['no signature', (link: string) => link.replace(/&signature=.*/, '')],
    ['more behind it', (link: string) => `${link}&x=1`],
    ['a way out', (link: string) => link.replace('/artifacts/', '/artifacts/../artifacts/')],
    ['an encoded way out', (link: string) => link.replace('/artifacts/', '/artifacts/..%2f')],
  ])('with %s opens nothing', async (_what, alter) => {
    const { artifacts } = artifactsIn();
    const { uri } = await artifacts.save(bytesOf('mine'), {}, me);
    const another = await artifacts.save(bytesOf('another of mine'), {}, me);
    const altered = alter(await artifacts.link(uri, me), another.uri);
    expect(await artifacts.open(altered)).toBeUndefined();
  });

  it('of one tenant does not outlive that tenant’s artifact, though another has the same', async () => {
    const clock = createFakeClock();
    const { artifacts } = artifactsIn({ artifactDays: 0.5 }, clock);
    const { uri } = await artifacts.save(bytesOf('same'), {}, me);
    const link = await artifacts.link(uri, me);
    await clock.advance(0.4 * DAY_MS);
    await artifacts.save(bytesOf('same'), {}, other);
    await clock.advance(0.2 * DAY_MS);
    await artifacts.save(bytesOf('more'), {}, other);
    expect(await read(artifacts, link)).toBeUndefined();
    expect(await read(artifacts, await artifacts.link(uri, other))).toBe('same');
  });
});
