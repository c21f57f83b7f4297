import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate } from '../../../src/stores/sqlite/schema.ts';

it('finds the tables that another process made while this one waited to make them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmkit-schema-'));
  const [own, other] = [new DatabaseSync(join(folder, 'a.db')), new DatabaseSync(join(folder, 'a.db'))];
  const waiting = new Proxy(own, {
    get(target, key) {
      if (key !== 'exec') return Reflect.get(target, key).bind(target);
      return (sql: string) => {
        if (sql === 'BEGIN IMMEDIATE') migrate(other);
        target.exec(sql);
      };
    },
  });
  expect(() => migrate(waiting)).not.toThrow();
  expect(own.prepare('SELECT count(*) AS documents FROM documents').get()).toEqual({ documents: 0 });
  own.close();
  other.close();
  rmSync(folder, { recursive: true, force: true });
});
