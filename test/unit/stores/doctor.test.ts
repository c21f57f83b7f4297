import { describe, expect, it } from 'vitest';
import { largeCollections, storeFindings } from '../../../src/cli/doctor-stores.ts';
import { testConfig } from '../../config.ts';

const found = (settings: Omit<Parameters<typeof testConfig>[0], 'home'>) =>
  Array.fromAsync(storeFindings({ config: testConfig({ home: '/nowhere', ...settings }) }));

describe('doctor, of vector stores', () => {
  it('says nothing of stores that nobody configured', async () => {
    expect(await found({})).toEqual([]);
    expect(await found({ store: 'sqlite' })).toEqual([]);
  });

  it('names the nearest store, the variable and the package that are missing', async () => {
    expect(await found({ store: 'chorma' })).toMatchObject([
      { state: 'fault', detail: 'there is no store "chorma". Did you mean chroma?' },
    ]);
    expect(await found({ store: 'qdrant' })).toMatchObject([{ state: 'fault', fix: 'Set QDRANT_URL.' }]);
    expect(await found({ store: 'lancedb' })).toMatchObject([{ state: 'fault', fix: 'npm install @lancedb/lancedb' }]);
  });

  it('lists what can be chosen', async () => {
    expect(await found({ store: 'qdrant', keys: { QDRANT_URL: 'http://q', WEAVIATE_URL: 'http://w' } })).toEqual([
      { what: 'Store qdrant', state: 'ok', detail: 'holds new collections' },
      { what: 'Store weaviate', state: 'ok', detail: 'can be chosen' },
    ]);
  });

  it('says what makes searches of a large collection faster, and nothing of small ones', () => {
    const large = { store: 'sqlite', embedModel: 'embedded/use-lite', chunks: 250_000 };
    const others = [
      { ...large, chunks: 199_999 },
      { ...large, store: 'chroma' },
      { ...large, embedModel: undefined },
    ];
    expect([...largeCollections(others, false)]).toEqual([]);
    expect([...largeCollections([...others, large], false)]).toEqual([
      {
        what: 'Large collections',
        state: 'note',
        detail: '1 with 200,000 chunks or more: each search compares all vectors; an HNSW index is faster',
        fix: 'npm install usearch',
      },
    ]);
    expect([...largeCollections([large], true)]).toEqual([
      {
        what: 'Large collections',
        state: 'ok',
        detail: '1 with 200,000 chunks or more, searched through an HNSW index (usearch)',
      },
    ]);
  });
});
