import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Retrieval, SearchMode } from '../../../src/core/retrieval.ts';
import { seeded } from '../../../src/core/seeded.ts';
import { callOf, lettersEmbedder, retrievalIn } from '../../support/retrieval.ts';

let home: string;
let retrieval: Retrieval;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-filter-'));
  retrieval = retrievalIn(home, lettersEmbedder);
});
afterAll(async () => {
  await retrieval.close();
  rmSync(home, { recursive: true, force: true });
});

const WORDS =
  'lease deposit rent window kitchen heating garden tenant landlord notice repair key roof cellar bill'.split(' ');

describe('a filter by tenant', () => {
  const TENANTS = 12;
  beforeAll(async () => {
    const random = seeded(7);
    const word = () => WORDS[Math.floor(random() * WORDS.length)] ?? '';
    const sources = Array.from({ length: 1_200 }, (_, index) => ({
      id: `t${index % TENANTS}-${index}`,
      text: Array.from({ length: 12 }, word).join(' '),
      metadata: { tenant: `t${index % TENANTS}` },
    }));
    await retrieval.index({ collection: 'all', sources }, callOf());
    await retrieval.index(
      { collection: 'own', sources: sources.filter(({ metadata }) => metadata.tenant === 't3') },
      callOf(),
    );
  });

  it.each<SearchMode>(['keyword', 'vector', 'hybrid'])(
    'finds all that an index of that tenant alone finds, and nothing of others (%s)',
    async (mode) => {
      for (const query of WORDS) {
        const search = async (collection: string, filter?: Readonly<Record<string, unknown>>) =>
          (await retrieval.search({ collection, query: `${query} broken`, topK: 100, mode, filter }, callOf())).hits;
        const filtered = await search('all', { tenant: 't3' });
        const alone = await search('own');
        expect(filtered.map(({ document }) => document).sort()).toEqual(alone.map(({ document }) => document).sort());
        expect(filtered.length).toBeGreaterThan(0);
      }
    },
  );
});
