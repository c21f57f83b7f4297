import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Filter } from '../../../src/core/retrieval.ts';
import type { IndexPlace, VectorIndex, VectorStoreDefinition } from '../../../src/core/vector-index.ts';
import { callOf, retrievalOver } from '../retrieval.ts';
import { letterEmbedder } from './letters.ts';

/** Indexes, searches, updates, deletes, mends and moves a collection of this store, as a user would. */
export async function journey(definition: VectorStoreDefinition, index: VectorIndex): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'llmkit-journey-'));
  const places = new Map<string, IndexPlace>();
  const watched: VectorIndex = {
    ...index,
    ensure: async (place) => {
      places.set(place.name, place);
      await index.ensure(place);
    },
    // One client serves every step of the journey.
    close: async () => {},
  };
  // What is shown late is the catalogue's to bridge, which needs no waiting here.
  const own = { ...definition, packages: [], settlesMs: 0, connect: async () => watched };
  const started = () => retrievalOver(home, letterEmbedder, { [definition.id]: async () => ({ default: own }) });
  let retrieval = started();
  const sources = Array.from({ length: 60 }, (_, number) => ({
    id: `d${number}`,
    text: `${'abcdefgh'[number % 8]?.repeat(20)} of number ${number}`,
    metadata: { number, even: number % 2 === 0, word: `n${number}` },
  }));
  const found = async (query: string, filter?: Filter): Promise<readonly string[]> => {
    const request = { collection: 'trip', query, topK: 60, mode: 'vector' as const, filter };
    const { hits, notes } = await retrieval.search(request, callOf());
    expect(notes).toEqual([]);
    return hits.map(({ document }) => document);
  };

  try {
    await retrieval.index({ collection: 'trip', sources, store: definition.id }, callOf());
    expect(await found('c'.repeat(20))).toHaveLength(60);
    expect((await found('c'.repeat(20))).slice(0, 7).every((id) => Number(id.slice(1)) % 8 === 2)).toBe(true);
    expect((await found('a', { number: { $gte: 55 }, even: true })).toSorted()).toEqual(['d56', 'd58']);
    expect((await found('a', { word: { $gt: 'n58' } })).toSorted()).toEqual(['d59', 'd6', 'd7', 'd8', 'd9']);

    await retrieval.index({ collection: 'trip', sources: [{ id: 'd5', text: 'h'.repeat(60) }] }, callOf());
    expect((await found('h'.repeat(60)))[0]).toBe('d5');
    expect(await retrieval.delete('trip', ['d7', 'd15'], callOf())).toBe(2);
    const left = await found('h'.repeat(60));
    expect([left.length, left.includes('d7'), left.includes('d15')]).toEqual([58, false, false]);

    const [place] = places.values();
    expect(place).toBeDefined();
    if (place === undefined) return;
    const ids: string[] = [];
    for await (const page of index.ids(place)) ids.push(...page);
    expect(ids).toHaveLength(58);
    await index.delete(place, ids.slice(0, 3));
    await retrieval.close();
    retrieval = started();
    const request = { collection: 'trip', query: 'aaaa', topK: 60, mode: 'vector' as const };
    const mended = await retrieval.search(request, callOf());
    expect(mended.notes).toEqual([`3 vectors were missing in ${definition.id} and were put back.`]);
    expect(mended.hits).toHaveLength(58);
    expect(await index.count(place)).toBe(58);

    await retrieval.migrate({ collection: 'trip', embedModel: 'test/large' }, callOf());
    await retrieval.close();
    retrieval = started();
    expect((await found('b'.repeat(20))).slice(0, 7).every((id) => Number(id.slice(1)) % 8 === 1)).toBe(true);
    const info = await retrieval.collections(callOf(), 'trip');
    expect(info[0]).toMatchObject({ store: definition.id, embedModel: 'test/large', dimensions: 12, chunks: 58 });
    expect(await retrieval.delete('trip', undefined, callOf())).toBe(58);
  } finally {
    await retrieval.close();
    for (const each of places.values()) await index.drop(each);
    rmSync(home, { recursive: true, force: true });
  }
}
