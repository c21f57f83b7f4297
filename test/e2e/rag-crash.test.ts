import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createSqliteStores } from '../../src/stores/sqlite.ts';
import { callOf, retrievalIn } from '../support/retrieval.ts';

const CHILD = join(import.meta.dirname, '..', 'fixtures', 'index-child.ts');
const TOTAL = 1_600;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-crash-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Runs the child; `onLine` sees each line and may kill it. Resolves with the complete lines and the exit code. */
function run(from: number, count: number, onLine: (line: string, kill: () => void) => void = () => {}) {
  return new Promise<{ readonly lines: readonly string[]; readonly code: number | null }>((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', CHILD, home, String(from), String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      onLine(line, () => child.kill('SIGKILL'));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ lines, code }));
  });
}

const stored = async (): Promise<ReadonlySet<string>> => {
  const stores = createSqliteStores({ home, clock: systemClock });
  const store = await stores.open('local', 'crash', { create: false });
  const ids = new Set((await store.fingerprints()).keys());
  expect(store.notes).toEqual([]);
  await stores.close();
  return ids;
};

describe('a server that is killed while it indexes', () => {
  // Lines at which to kill, and microtask turns to let pass first, so that the kill falls at different moments of a batch.
  it.each([
    [1, 0],
    [7, 40],
    [19, 3],
    [33, 250],
    [48, 90],
  ])('loses nothing that it reported (killed at report %i)', async (at, turns) => {
    let seen = 0;
    const { lines, code } = await run(0, TOTAL, (_, kill) => {
      seen += 1;
      if (seen !== at) return;
      let left = turns;
      const spin = () => (left-- > 0 ? setImmediate(spin) : kill());
      spin();
    });
    expect(code).toBeNull();
    const reported = Number(lines.filter((line) => /^\d+$/u.test(line)).at(-1));
    expect(reported).toBeGreaterThan(0);

    const database = new DatabaseSync(join(home, 'collections', 'local', 'crash.sqlite'));
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
    const kept = await stored();
    expect(Array.from({ length: reported }, (_, index) => `d${index}`).filter((id) => !kept.has(id))).toEqual([]);

    const retrieval = retrievalIn(home);
    const lost: string[] = [];
    for (const id of kept) {
      const { hits } = await retrieval.search(
        { collection: 'crash', query: `unique${id.slice(1)}`, topK: 1 },
        callOf(),
      );
      if (hits[0]?.document !== id) lost.push(id);
    }
    expect(lost).toEqual([]);
    await retrieval.close();

    const again = await run(0, TOTAL);
    expect(JSON.parse(again.lines.at(-1) ?? '')).toEqual({ documents: TOTAL - kept.size, failed: 0 });
    expect((await stored()).size).toBe(TOTAL);
  });
});

describe('two processes on one collection', () => {
  it('wait for each other, and keep one version of what both wrote', async () => {
    const [left, right] = await Promise.all([run(0, 600), run(300, 600)]);
    expect([left.code, right.code]).toEqual([0, 0]);
    expect((await stored()).size).toBe(900);
    const retrieval = retrievalIn(home);
    const { hits } = await retrieval.search({ collection: 'crash', query: 'unique450', topK: 5 }, callOf());
    expect(hits.map(({ id }) => id)).toEqual(['d450#0']);
    await retrieval.close();
  });
});
