import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createGroupCommit } from '../../../src/runtime/group-commit.ts';
import { temporaryFolder } from './pipeline.ts';

function open() {
  const file = join(temporaryFolder(), 'group.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('CREATE TABLE note (text TEXT PRIMARY KEY) STRICT');
  const writes = createGroupCommit(database);
  const insert = (text: string) =>
    writes.write(() => {
      database.prepare('INSERT INTO note VALUES (?)').run(text);
      return text;
    });
  const rows = (reader = database) =>
    reader
      .prepare('SELECT text FROM note ORDER BY text')
      .all()
      .map(({ text }) => text);
  return { database, other: new DatabaseSync(file), writes, insert, rows };
}

describe('writes that come at once', () => {
  it('share one transaction and each get their own value', async () => {
    const { other, writes, insert, rows } = open();
    const seen: unknown[] = [];
    const looking = () => writes.write(() => void seen.push({ inside: rows(), outside: rows(other) }));
    const values = await Promise.all([insert('a'), looking(), insert('b'), looking()]);
    expect(values).toEqual(['a', undefined, 'b', undefined]);
    expect(seen).toEqual([
      { inside: ['a'], outside: [] },
      { inside: ['a', 'b'], outside: [] },
    ]);
  });

  it('are not undone by one of them that fails half-way', async () => {
    const { database, writes, insert, rows } = open();
    const failing = writes.write(() => {
      database.exec("INSERT INTO note VALUES ('half')");
      throw new Error('half-way');
    });
    const settled = await Promise.allSettled([insert('before'), failing, insert('after')]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows()).toEqual(['after', 'before']);
  });

  it('all fail when the database gives their transaction up, and what follows is written', async () => {
    const { database, writes, insert, rows } = open();
    const giving = writes.write(() => {
      database.exec('ROLLBACK');
      throw new Error('disk full');
    });
    const settled = await Promise.allSettled([insert('before'), giving, insert('after')]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(rows()).toEqual([]);
    await insert('later');
    expect(rows()).toEqual(['later']);
  });

  it('are told of a commit only once it is made', async () => {
    const { database, writes, insert } = open();
    let wasInside: boolean | undefined;
    await insert('x').then(() => {
      wasInside = database.isTransaction;
    });
    expect(wasInside).toBe(false);
    writes.flush();
    expect(database.isTransaction).toBe(false);
  });
});

it('writes what waits when it is told to end', async () => {
  const { writes, insert, rows } = open();
  const written = insert('last');
  writes.flush();
  expect(rows()).toEqual(['last']);
  await written;
});
