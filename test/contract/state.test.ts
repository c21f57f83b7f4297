import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createLedger } from '../../src/runtime/ledger.ts';
import { openState } from '../../src/runtime/state.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';

const run = promisify(execFile);

/** Starts several processes at the same moment on one data folder. */
const together = (count: number, fixture: string, ...values: readonly string[]): Promise<readonly string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const file = join(import.meta.dirname, '..', 'fixtures', fixture);
      const { stdout } = await run(process.execPath, ['--no-warnings', file, ...values], { timeout: 25_000 });
      return stdout;
    }),
  );

describe('state shared by processes', () => {
  it('takes 500 writes from each of four processes that start at once', async () => {
    const home = temporaryFolder();
    const failures = await together(4, 'state-writer.ts', home, '500');
    expect(failures).toEqual(['[]', '[]', '[]', '[]']);
    const state = openState({ home, clock: systemClock });
    const page = await createLedger({ clock: systemClock, state }).list({ limit: 5000 }, 'local');
    expect(page.calls).toHaveLength(2000);
    expect(page.totalMicroUsd).toBe(6000);
    const check = await state.read((database) => database.prepare('PRAGMA integrity_check').get());
    expect(check).toEqual({ integrity_check: 'ok' });
    state.close();
  });

  it('opens once the data folder can be used, although it could not be before', async () => {
    const home = join(temporaryFolder(), 'data');
    writeFileSync(home, 'a file where the folder should be');
    const state = openState({ home, clock: systemClock });
    const ledger = createLedger({ clock: systemClock, state });
    await expect(ledger.list({ limit: 1 }, 'local')).rejects.toThrow();
    rmSync(home);
    expect((await ledger.list({ limit: 1 }, 'local')).calls).toEqual([]);
    state.close();
  });

  it('does not let processes spend together what only one may', async () => {
    const allowed = await together(3, 'budget-spender.ts', temporaryFolder(), '60', '1000', '50500');
    expect(allowed.map(Number).reduce((sum, count) => sum + count, 0)).toBe(50);
  });

  it('refuses a file of a newer server instead of harming it', async () => {
    const home = temporaryFolder();
    const newer = openState({ home, clock: systemClock });
    await newer.read((database) => database.exec('PRAGMA user_version = 99'));
    newer.close();
    const older = openState({ home, clock: systemClock });
    await expect(older.read(() => undefined)).rejects.toThrow('Update llmkit-mcp');
    older.close();
  });

  it('rolls a failed write back whole', async () => {
    const state = openState({ home: temporaryFolder(), clock: systemClock });
    const failing = state.write((database) => {
      database.exec("INSERT INTO reservation VALUES ('local', 'r', 's', 0, 1, 5)");
      throw new Error('half-way');
    });
    await expect(failing).rejects.toThrow('half-way');
    const row = await state.read((database) => database.prepare('SELECT COUNT(*) AS rows FROM reservation').get());
    expect(row).toEqual({ rows: 0 });
    state.close();
  });
});
