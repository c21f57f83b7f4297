import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ArtifactWriter } from '../../../src/core/artifact.ts';
import { createArtifacts } from '../../../src/runtime/artifacts.ts';
import { openState } from '../../../src/runtime/state.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { temporaryFolder } from './pipeline.ts';

const me = { principal: { tenant: 'local', subject: 'local' } };
const HEAD = Buffer.from('HEAD');
const MANY = 40;

/** What a process that starts now sees of the folder. */
function openedIn(home: string, openFile?: (path: string) => Promise<FileHandle>) {
  const clock = createFakeClock();
  const state = openState({ home, clock });
  onTestFinished(() => state.close());
  const config = { home, artifactBytes: 1_000_000, artifactDays: 30 };
  return { artifacts: createArtifacts({ config, clock, state, openFile }), state };
}

const openNew = (path: string): Promise<FileHandle> => open(path, 'wx+', 0o600);

async function begun({ artifacts }: ReturnType<typeof openedIn>, fill: number): Promise<ArtifactWriter> {
  const writer = await artifacts.create(me, { headBytes: HEAD.length });
  writer.write(new Uint8Array(500).fill(fill));
  return writer;
}

const beginMany = (opened: ReturnType<typeof openedIn>): Promise<readonly ArtifactWriter[]> =>
  Promise.all(Array.from({ length: MANY }, (_, fill) => begun(opened, fill)));

const finish = (writer: ArtifactWriter) => writer.finish({ mimeType: 'audio/wav' }, HEAD);

describe('artifacts that are finished in the same moment', () => {
  it('are all there, whole, for the process that starts next', async () => {
    const home = temporaryFolder();
    const kept = await Promise.all((await beginMany(openedIn(home))).map(finish));
    const listed = await openedIn(home).artifacts.list(me, 100);
    expect(listed.map(({ uri }) => uri).sort()).toEqual(kept.map(({ uri }) => uri).sort());
    const names = listed.map(({ path = '' }) => createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(new Set(names.map((name) => `artifact://${name}.wav`))).toEqual(new Set(kept.map(({ uri }) => uri)));
    expect(readdirSync(join(home, 'artifacts'))).toHaveLength(MANY);
  });

  it('are kept although one of them cannot be', async () => {
    const home = temporaryFolder();
    const opened = openedIn(home);
    const [first, ...others] = await beginMany(opened);
    const refused = expect(first?.finish({}, Buffer.from('too long'))).rejects.toThrow('8 bytes, not 4');
    await Promise.all([refused, ...others.map(finish)]);
    expect(await opened.artifacts.list(me, 100)).toHaveLength(MANY - 1);
    expect(readdirSync(join(home, 'artifacts'))).toHaveLength(MANY - 1);
  });
});

describe('an artifact', () => {
  it('is on the disk with its head before anybody can see it', async () => {
    const home = temporaryFolder();
    const seen: unknown[] = [];
    const opened = openedIn(home, async (path) => {
      const handle = await openNew(path);
      const datasync = handle.datasync.bind(handle);
      handle.datasync = async () => {
        await datasync();
        seen.push(readFileSync(path, 'latin1'), readdirSync(join(home, 'artifacts')).length);
        seen.push(await opened.artifacts.list(me, 10));
      };
      return handle;
    });
    await finish(await begun(opened, 0x61));
    expect(seen).toEqual([`HEAD${'a'.repeat(500)}`, 1, []]);
    expect(await opened.artifacts.list(me, 10)).toHaveLength(1);
  });

  it('finds its folder made again when somebody cleared the data folder', async () => {
    const home = temporaryFolder();
    const opened = openedIn(home);
    await finish(await begun(opened, 1));
    rmSync(join(home, 'artifacts'), { recursive: true });
    const { path = '' } = await finish(await begun(opened, 2));
    expect(readFileSync(path)).toHaveLength(504);
  });
});
