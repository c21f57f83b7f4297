import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createArtifacts } from '../../src/runtime/artifacts.ts';
import { openState } from '../../src/runtime/state.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';

const run = promisify(execFile);
const CHILD = join(import.meta.dirname, '..', 'fixtures', 'artifact-child.ts');
const me = { principal: { tenant: 'local', subject: 'local' } };

/** What another process sees that starts now. */
function opened(home: string, artifactBytes = 1_000_000) {
  const state = openState({ home, clock: systemClock });
  onTestFinished(() => state.close());
  const config = { home, artifactBytes, artifactDays: 30 };
  return createArtifacts({ config, clock: systemClock, state });
}

const together = (processes: number, ...values: readonly string[]): Promise<readonly string[]> =>
  Promise.all(
    Array.from({ length: processes }, async () => {
      const { stdout } = await run(process.execPath, ['--no-warnings', CHILD, ...values], { timeout: 25_000 });
      return stdout;
    }),
  );

describe('artifacts shared by processes', () => {
  it('are all kept when three processes save at once, the same content once', async () => {
    const home = temporaryFolder();
    const printed = (await together(3, home, '60')).flatMap((text) => text.trim().split('\n'));
    const uris = new Set(printed);
    expect(uris.size).toBe(30 + 3 * 30);
    const artifacts = opened(home);
    for (const uri of uris) expect((await artifacts.read(uri, me)).bytes).toHaveLength(1000);
    expect(readdirSync(join(home, 'artifacts'))).toHaveLength(uris.size);
  });

  it('stay within their room, rows and files agreeing, while three processes add to it and take from it', async () => {
    const home = temporaryFolder();
    await together(3, home, '60', '20000');
    const artifacts = opened(home, 20_000);
    const listed = await artifacts.list(me, 1000);
    expect(listed.reduce((sum, artifact) => sum + artifact.bytes, 0)).toBe(20_000);
    const files = readdirSync(join(home, 'artifacts'));
    expect(files.sort()).toEqual(listed.map(({ uri }) => uri.slice('artifact://'.length)).sort());
  });

  it.each([3, 20, 57, 101])('are whole or not there when their process is killed (after %i were kept)', async (at) => {
    const home = temporaryFolder();
    const child = spawn(process.execPath, ['--no-warnings', CHILD, home, '100000', '50000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    let kept = 0;
    let latest = '';
    createInterface(child.stdout).on('line', (line) => {
      kept += 1;
      latest = line;
      if (kept === at) child.kill('SIGKILL');
    });
    await ended;
    const artifacts = opened(home, 50_000);
    await artifacts.save(Buffer.alloc(1000), {}, me);
    const listed = await artifacts.list(me, 1000);
    for (const { uri } of listed) {
      const { bytes } = await artifacts.read(uri, me);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(uri.slice(11, 75));
    }
    expect(listed.map(({ uri }) => uri)).toContain(latest);
    const files = readdirSync(join(home, 'artifacts'));
    expect(files.sort()).toEqual(listed.map(({ uri }) => uri.slice('artifact://'.length)).sort());
  });

  it('keep the files of an earlier state when their rows are in another one now', async () => {
    const home = temporaryFolder();
    const { path = '' } = await opened(home).save(Buffer.from('made before'), {}, me);
    const elsewhere = temporaryFolder();
    const state = openState({ home: elsewhere, clock: systemClock });
    onTestFinished(() => state.close());
    const stateUrl = `file:${join(elsewhere, 'state.sqlite')}`;
    const config = { home, stateUrl, artifactBytes: 1_000_000, artifactDays: 30 };
    await createArtifacts({ config, clock: systemClock, state }).save(Buffer.from('made after'), {}, me);
    expect(existsSync(path)).toBe(true);
  });

  it('never show what a killed process was writing, and are swept of it', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'artifacts');
    const child = spawn(process.execPath, ['--no-warnings', CHILD, home, '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve) => createInterface(child.stdout).once('line', resolve));
    // While the writer lives its draft is left alone.
    expect(await opened(home).list(me, 10)).toEqual([]);
    await opened(home).save(Buffer.from('beside it'), {}, me);
    const [draft = ''] = readdirSync(folder).filter((name) => name.endsWith('.part'));
    expect(statSync(join(folder, draft)).mode & 0o777).toBe(0o600);
    child.kill('SIGKILL');
    await ended;
    const afterwards = opened(home);
    await afterwards.save(Buffer.from('next'), {}, me);
    expect(await afterwards.list(me, 10)).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
