import { describe, expect, it } from 'vitest';
import { storeFindings } from '../../../src/cli/doctor-stores.ts';
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
});
