import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, documents, HnswRig, LEAST, nearest, unit, vectorOf } from '../../support/hnsw.ts';

let rig: HnswRig;
beforeEach(async () => {
  rig = new HnswRig();
  await rig.open();
});
afterEach(() => rig.end());

const { signal } = new AbortController();

describe('an HNSW index', () => {
  it('is not made below its size', async () => {
    await rig.write(...documents(0, LEAST - 1));
    await rig.built();
    expect(rig.files()).toEqual([]);
  });

  it('takes over from its size on, and finds what comparing all finds', async () => {
    const all = documents(0, LEAST + 200);
    await rig.write(...all);
    await rig.built();
    expect(rig.asked).toBe(0);
    for (const seed of [-1, -2, -3, -4]) expect(await rig.search(vectorOf(seed))).toEqual(nearest(vectorOf(seed), all));
    expect(rig.asked).toBe(4);
    expect(await rig.registered()).toMatchObject({ count: LEAST + 200, dimensions: 64 });
  });

  it('is found again when the collection is opened again', async () => {
    await rig.write(...documents(0, LEAST));
    await rig.built();
    const before = await rig.registered();
    await rig.reopen();
    expect((await rig.search(vectorOf(7)))[0]).toBe('d7');
    expect(rig.asked).toBe(1);
    expect(await rig.registered()).toEqual(before);
  });

  describe('that is there', () => {
    beforeEach(async () => {
      await rig.write(...documents(0, LEAST));
      await rig.built();
    });

    it('shows what is added at once', async () => {
      await rig.write(documentOf('new', vectorOf(9000)), documentOf('newer', vectorOf(9001)));
      expect((await rig.search(vectorOf(9000)))[0]).toBe('new');
      expect((await rig.search(vectorOf(9001)))[0]).toBe('newer');
      expect(rig.asked).toBe(2);
    });

    it('never shows what was deleted', async () => {
      await rig.store.remove(['d7'], signal);
      const found = await rig.search(vectorOf(7));
      expect(found).toEqual(
        nearest(
          vectorOf(7),
          documents(0, LEAST).filter(({ document }) => document.id !== 'd7'),
        ),
      );
      expect(rig.asked).toBe(1);
    });

    it('knows a document by its new vector alone', async () => {
      await rig.write(documentOf('d7', vectorOf(9000)));
      expect((await rig.search(vectorOf(9000)))[0]).toBe('d7');
      expect(await rig.search(vectorOf(7))).not.toContain('d7');
    });

    it('does not take a new chunk for the last one, which was deleted', async () => {
      await rig.store.remove([`d${LEAST - 1}`], signal);
      await rig.write(documentOf('new', vectorOf(9000)));
      expect((await rig.search(vectorOf(9000)))[0]).toBe('new');
      expect(await rig.search(vectorOf(LEAST - 1))).not.toContain(`d${LEAST - 1}`);
    });

    it('finds enough where most of the nearest were deleted', async () => {
      const all = documents(0, LEAST);
      const gone = new Set(
        Array.from({ length: 30 }, () => '').flatMap((_, at) => nearest(vectorOf(-1), all.slice(at * 10))),
      );
      await rig.store.remove([...gone], signal);
      const left = all.filter(({ document }) => !gone.has(document.id));
      expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), left));
    });

    it('is replaced when much of it was deleted', async () => {
      const before = await rig.registered();
      await rig.store.remove(
        documents(0, LEAST / 2).map(({ document }) => document.id),
        signal,
      );
      const left = documents(LEAST / 2, LEAST / 2);
      expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), left));
      await rig.store.settled();
      const after = await rig.registered();
      expect(after).toMatchObject({ count: LEAST / 2 });
      expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), left));
      expect(rig.files()).toEqual([after?.file]);
      expect(after?.file).not.toBe(before?.file);
    });

    it('is extended when many have come', async () => {
      await rig.write(...documents(LEAST, LEAST / 5));
      await rig.built();
      expect(await rig.registered()).toMatchObject({ count: LEAST * 1.2 });
      expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), documents(0, LEAST * 1.2)));
      expect(rig.files()).toEqual([(await rig.registered())?.file]);
    });

    it('is left until it is extended when more have come than it holds', async () => {
      await rig.write(...documents(LEAST, LEAST * 2));
      expect(await rig.search(vectorOf(-1))).toEqual(nearest(vectorOf(-1), documents(0, LEAST * 3)));
      expect(rig.asked).toBe(0);
      await rig.store.settled();
      expect(await rig.registered()).toMatchObject({ count: LEAST * 3 });
      await rig.search(vectorOf(-1));
      expect(rig.asked).toBe(1);
    });

    it('refuses a vector of another length, as without it', async () => {
      await expect(rig.store.vector({ vector: Float32Array.of(1, 0), limit: 1 })).rejects.toMatchObject({
        code: 'conflict',
      });
    });
  });

  it('answers under filters, broad and narrow, what comparing all answers', async () => {
    const all = documents(0, 6_000);
    await rig.write(...all);
    await rig.built();
    const kept = (name: 'common' | 'rare', value: unknown) =>
      all.filter(({ document }) => document.metadata[name] === value);
    expect(await rig.search(vectorOf(-1), { filter: { common: true } })).toEqual(
      nearest(vectorOf(-1), kept('common', true)),
    );
    expect(rig.asked).toBe(1);
    expect(await rig.search(vectorOf(-1), { filter: { rare: 7 } })).toEqual(nearest(vectorOf(-1), kept('rare', 7)));
    expect(rig.asked).toBe(1);
  });

  it('gives way to the signatures where a broad filter keeps nothing of the neighbourhood', async () => {
    /** So near to each other that no other comes between them. */
    const close = (seed: number) => unit(vectorOf(seed).map((value, at) => value / 100 + (at === 0 ? 1 : 0)));
    const near = Array.from({ length: 600 }, (_, at) => documentOf(`near${at}`, close(at), { side: 'near' }));
    const far = Array.from({ length: 5_400 }, (_, at) => documentOf(`far${at}`, vectorOf(at), { side: 'far' }));
    await rig.write(...near, ...far);
    await rig.built();
    const found = await rig.search(close(0), { filter: { side: 'far' } });
    expect(rig.asked).toBe(1);
    await rig.reopen({ load: async () => undefined });
    expect(found).toEqual(await rig.search(close(0), { filter: { side: 'far' } }));
  });
});
