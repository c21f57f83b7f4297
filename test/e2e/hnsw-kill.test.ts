import { spawn } from 'node:child_process';
import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { documents, HnswRig, nearest, vectorOf } from '../support/hnsw.ts';

const CHILD = join(import.meta.dirname, '..', 'fixtures', 'hnsw-child.ts');
const VECTORS = 6_000;

/** Starts a build in a process of its own, and kills it as soon as it prints so many lines, or that it is done. */
function buildAndKill(home: string, lines: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', CHILD, home], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.split('\n').length > lines || printed.includes(`step ${VECTORS}\n`)) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}

it('a process that is killed while it builds an index leaves a part that is whole, or none', async () => {
  const rig = new HnswRig();
  try {
    await rig.open();
    const all = documents(0, VECTORS);
    await rig.write(...all);
    for (const lines of [1, 2, 3]) {
      await buildAndKill(rig.home, lines);
      const lease = join(rig.folder, 'building');
      // As it is after two minutes: whoever builds renews it more often.
      await rig.reopen({ meanwhile: () => existsSync(lease) && utimesSync(lease, 1_000, 1_000) });
      const index = await rig.registered();
      if (index !== undefined) expect(rig.files()).toContain(index.file);
      const database = new DatabaseSync(join(rig.home, 'collections', 'local', 'notes.sqlite'));
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.close();
    }
    await rig.built();
    expect(await rig.registered()).toMatchObject({ count: VECTORS });
    expect(rig.files()).toEqual([(await rig.registered())?.file]);
    rig.asked = 0;
    expect(await rig.search(vectorOf(-2))).toEqual(nearest(vectorOf(-2), all));
    expect(rig.asked).toBe(1);
  } finally {
    await rig.end();
  }
});
