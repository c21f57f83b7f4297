import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { vectorStores } from '../../../src/stores/vector/index.generated.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'choose-a-store.md'), 'utf8');
const row = (id: string): string => page.split('\n').find((line) => line.startsWith(`| \`${id}\` `)) ?? '';

describe.each(Object.entries(vectorStores))('the store %s', (id, load) => {
  it('stands in the documentation, with its package and every variable', async () => {
    const { default: definition } = await load();
    expect(definition.id).toBe(id);
    const missing = [...definition.packages, ...definition.env.filter((name) => !/_PORT$|^LANCEDB_API/u.test(name))];
    expect(missing.filter((name) => !row(id).includes(`\`${name}\``))).toEqual([]);
  });

  it('is an optional package for whoever uses it', async () => {
    const { default: definition } = await load();
    // LanceDB weighs more than all the others together, and is never offered to npm.
    const optional = Object.keys(packageJson.peerDependenciesMeta);
    expect(definition.packages.filter((name) => !optional.includes(name) && id !== 'lancedb')).toEqual([]);
    expect(Object.keys(packageJson.dependencies)).not.toContain(definition.packages[0]);
  });
});
