import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDamaged, storageError } from '../../../src/core/storage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmkit-storage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('It did not fail.');
}

describe('storageError', () => {
  it('says that a database is damaged, and to move it', () => {
    const file = join(folder, 'state.sqlite');
    writeFileSync(file, Buffer.alloc(20_000, 7));
    const thrown = thrownBy(() => new DatabaseSync(file).exec('CREATE TABLE one (id)'));
    expect(isDamaged(thrown)).toBe(true);
    expect(storageError(thrown)).toMatchObject({
      code: 'internal',
      message: 'The data folder cannot be used: a database in it is damaged.',
      hint: expect.stringMatching(/^Move it away/),
    });
  });

  it('says that another process holds the lock', () => {
    const [one, other] = [new DatabaseSync(join(folder, 'a')), new DatabaseSync(join(folder, 'a'), { timeout: 0 })];
    one.exec('CREATE TABLE one (id); BEGIN EXCLUSIVE');
    const thrown = thrownBy(() => other.exec('INSERT INTO one VALUES (1)'));
    one.close();
    other.close();
    expect(isDamaged(thrown)).toBe(false);
    expect(storageError(thrown)?.message).toContain('another process keeps a database in it locked');
  });

  it('is silent about what is no matter of storage', () => {
    expect(storageError(new Error('other'))).toBeUndefined();
  });
});
