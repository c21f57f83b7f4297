import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../../src/core/clock.ts';
import { ProviderError } from '../../../../src/core/errors.ts';
import { buildKeyless } from '../../../../src/rag/graph/build.ts';
import { createSqliteStores } from '../../../../src/stores/sqlite.ts';
import { collectionIn, temporaryHome } from '../../../support/graph.ts';
import { callOf } from '../../../support/retrieval.ts';

let folder: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  folder = temporaryHome();
});
afterEach(() => folder.remove());

it('leaves out a passage that kills its reader, and reads the others', async () => {
  const collection = collectionIn(folder.home);
  const texts = ['one', 'poison', 'two'].map((text) => ({ id: text, text }));
  await collection.index(texts, { graph: undefined });
  await collection.retrieval.close();
  const stores = createSqliteStores({ home: folder.home, clock: systemClock });
  try {
    const { graph } = await stores.open('local', 'c', { create: false });
    if (graph === undefined) throw new Error('the store keeps no graph');
    await graph.begin('keyless', callOf().signal);
    const reader = {
      phrases: async (passages: readonly { readonly text: string }[]) => {
        if (passages.some(({ text }) => text === 'poison')) throw new ProviderError('timeout');
        return passages.map(() => ({ mentions: [], relations: [], aliases: [] }));
      },
    };
    const failed = await buildKeyless(graph, reader, callOf());
    expect(failed).toEqual([{ source: 'poison#0', reason: expect.stringContaining('timeout') }]);
    expect(await graph.state()).toMatchObject({ chunks: 2 });
  } finally {
    await stores.close();
  }
});
