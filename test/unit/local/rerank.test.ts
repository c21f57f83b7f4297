import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { embeddedRerank } from '../../../src/local/rerank/hybrid.ts';
import { lexicalScores } from '../../../src/rag/lexical.ts';

const { signal } = new AbortController();
const PASSAGES = [
  'The bakery opens at seven and sells sourdough bread.',
  'Boats in the harbour are moored at the northern quay.',
  'The library lends books for three weeks.',
];

const engineOf = (vectors: readonly (readonly number[])[], share = 0) => ({
  embed: async (texts: readonly string[]) => ({
    ok: true as const,
    id: 1,
    vectors: texts.map((_, index) => Float32Array.from(vectors[index] ?? [0, 0])),
    unknownShares: texts.map(() => share),
    tokens: 12,
  }),
});
const withoutEngine = {
  embed: async () => {
    throw new ProviderError('not_configured', { message: 'The package onnxruntime-node is needed.' });
  },
};
const ask = (engine: Parameters<typeof embeddedRerank>[0], model: string, query: string, top?: number) =>
  embeddedRerank(engine).rerank({ model, query, passages: PASSAGES, top }, { signal });

describe('the reranker on this machine', () => {
  it('puts the passage with the query’s words first, whatever their endings', async () => {
    const { ranked } = await ask(() => withoutEngine, 'lexical', 'Where is a boat moored?');
    expect(ranked[0]?.index).toBe(1);
    expect(ranked).toHaveLength(3);
    for (const { score } of ranked) expect(score).toBeGreaterThanOrEqual(0);
    expect(ranked[0]?.score).toBeLessThanOrEqual(1);
  });

  it('lets meaning decide where no words do', async () => {
    const engine = engineOf([
      [1, 0],
      [0, 1],
      [0.5, 0.5],
      [1, 0.1],
    ]);
    const { ranked, usage } = await ask(() => engine, 'hybrid', 'novels');
    expect(ranked[0]?.index).toBe(2);
    expect(usage).toEqual({ input: 12 });
  });

  it('ranks by words alone, and says so, where its model does not understand the texts', async () => {
    const { ranked, notes } = await ask(
      () =>
        engineOf(
          [
            [1, 0],
            [0, 1],
            [0, 1],
            [1, 0],
          ],
          0.9,
        ),
      'hybrid',
      'harbour boats',
    );
    expect(ranked[0]?.index).toBe(1);
    expect(notes).toEqual([expect.stringContaining('words alone')]);
  });

  it('ranks by words alone, and says so, where the model is not installed', async () => {
    const { ranked, notes } = await ask(() => withoutEngine, 'hybrid', 'harbour boats', 1);
    expect(ranked).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining('onnxruntime-node')]);
  });

  it('names what it has for a name that it has not', async () => {
    await expect(ask(() => withoutEngine, 'bge', 'x')).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Use embedded/hybrid or embedded/lexical.',
    });
  });

  it.each([
    ['de', 'Wo liegen die Boote?', ['Das Brot kostet drei Euro.', 'Die Boote liegen im Hafen.']],
    ['zh', '港口在哪里', ['面包店七点开门。', '船停在北边的港口。']],
    ['ar', 'أين القوارب', ['يفتح المخبز في السابعة.', 'ترسو القوارب في الميناء.']],
  ])('reads %s', async (_language, query, passages) => {
    const [wrong = 0, right = 0] = await lexicalScores(query, passages, signal);
    expect(right).toBeGreaterThan(wrong);
  });

  it('gives nothing to a passage without a word of the query, and does not divide by nothing', async () => {
    expect(await lexicalScores('zebra', ['lion', 'tiger'], signal)).toEqual([0, 0]);
    expect(await lexicalScores('?', ['lion'], signal)).toEqual([0]);
  });

  it('ends at once when the call does', async () => {
    await expect(lexicalScores('q', ['a'], AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('lets others have their turn while it reads a long list', async () => {
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    }, 0);
    await lexicalScores(
      'harbour boats',
      Array.from({ length: 2000 }, (_, index) => `${PASSAGES[index % 3]} ${index}`),
      signal,
    );
    clearInterval(other);
    expect(turns).toBeGreaterThan(3);
  });
});
