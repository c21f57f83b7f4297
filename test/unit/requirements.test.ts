import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requirements } from '../requirements.ts';

const testFolder = join(import.meta.dirname, '..');

it('every requirement is cited by a test', () => {
  const cited = new Set<string>();
  for (const name of readdirSync(testFolder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.test.ts')) continue;
    for (const [, ids = ''] of readFileSync(join(testFolder, name), 'utf8').matchAll(/verifies\(([^)]*)\)/g)) {
      for (const [, id = ''] of ids.matchAll(/'([^']+)'/g)) cited.add(id);
    }
  }
  expect(Object.keys(requirements).filter((id) => !cited.has(id))).toEqual([]);
});
