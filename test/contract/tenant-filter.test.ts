import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Retrieval } from '../../src/core/retrieval.ts';
import { documentsOf, queriesOf } from '../bench/retrieval/collections.ts';
import { hasShared } from '../shared.ts';
import { callOf, retrievalIn } from '../support/retrieval.ts';

let home: string;
let retrieval: Retrieval;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-filter-'));
  retrieval = retrievalIn(home);
});
afterAll(async () => {
  await retrieval.close();
  rmSync(home, { recursive: true, force: true });
});

describe.runIf(hasShared)('a filter over judged queries', () => {
  const set = 'xquad-en-de-zh-ar';
  const languageIn = (source: unknown): string => z.object({ id: z.string() }).parse(source).id.slice(0, 2);
  beforeAll(async () => {
    const sources = documentsOf({ set }).flatMap((source) =>
      typeof source === 'string' ? [] : [{ ...source, metadata: { lang: languageIn(source) } }],
    );
    await retrieval.index({ collection: 'xquad', sources }, callOf());
    await retrieval.index(
      { collection: 'de', sources: sources.filter((source) => languageIn(source) === 'de') },
      callOf(),
    );
  });

  it('loses no recall against an index of the wanted documents alone', async () => {
    const queries = queriesOf({ set, language: 'de' }).filter((_, index) => index % 24 === 0);
    const recall = async (collection: string, filter?: Readonly<Record<string, unknown>>) => {
      let found = 0;
      for (const { text, relevant } of queries) {
        const request = { collection, query: text, topK: 10, mode: 'keyword', filter } as const;
        const { hits } = await retrieval.search(request, callOf());
        if (hits.some(({ document }) => relevant.has(document))) found += 1;
      }
      return found;
    };
    expect(queries.length).toBeGreaterThan(40);
    expect(await recall('xquad', { lang: 'de' })).toBeGreaterThanOrEqual(await recall('de'));
  });
});
