import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Retrieval } from '../../../src/core/retrieval.ts';
import type { Progress } from '../../../src/core/tool.ts';
import type { Embedder } from '../../../src/rag/embedder.ts';
import { callOf, receiptOf, retrievalOver } from '../../support/retrieval.ts';
import { createMemoryServer, unreachable } from '../../support/vector/memory-store.ts';

let home: string;
let servers: {
  readonly left: ReturnType<typeof createMemoryServer>;
  readonly right: ReturnType<typeof createMemoryServer>;
};
let retrieval: Retrieval;
let embedded: string[];
/** Called before each embedding request; may throw. */
let onEmbed: () => void;

/** `test/small` gives 4 numbers and `test/large` 6, both by the letters of the text. */
const embedder: Embedder = {
  resolve: async (model) => model ?? 'test/small',
  embed: async (texts, _, model = 'test/small') => {
    onEmbed();
    embedded.push(...texts);
    const dimensions = model === 'test/large' ? 6 : 4;
    const vectors = texts.map((text) => {
      const vector = new Float32Array(dimensions).fill(0.01);
      for (const letter of text)
        vector[(letter.codePointAt(0) ?? 0) % dimensions] =
          (vector[(letter.codePointAt(0) ?? 0) % dimensions] ?? 0) + 1;
      return vector;
    });
    return { result: { vectors, usage: { input: texts.length } }, receipt: receiptOf(model) };
  },
};

const started = (): Retrieval =>
  retrievalOver(home, embedder, { ...servers.left.definitions, ...servers.right.definitions });
const texts = (count: number) =>
  Array.from({ length: count }, (_, number) => ({
    id: `d${number}`,
    text: `# Part ${number}\n\nThe letters of number ${number} are ${'abcdef'.repeat(number % 7)}.`,
    metadata: { title: 'Letters' },
  }));
const infoOf = async (name = 'notes') => (await retrieval.collections(callOf(), name))[0];
const found = async (query: string, name = 'notes') => {
  const { hits, notes } = await retrieval.search({ collection: name, query, topK: 3, mode: 'vector' }, callOf());
  expect(notes).toEqual([]);
  return hits.map(({ document }) => document);
};

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-migrate-'));
  servers = { left: createMemoryServer({ id: 'left' }), right: createMemoryServer({ id: 'right' }) };
  embedded = [];
  onEmbed = () => {};
  retrieval = started();
  await retrieval.index({ collection: 'notes', sources: texts(70), store: 'left' }, callOf());
  embedded = [];
});
afterEach(async () => {
  await retrieval.close();
  rmSync(home, { recursive: true, force: true });
});

const sizes = () => [servers.left, servers.right].map(({ indexes }) => [...indexes.values()].map(({ size }) => size));

describe('rag_migrate', () => {
  it('moves a collection to another store without embedding anything again', async () => {
    const before = await found('abcabc');
    embedded = [];
    const report = await retrieval.migrate({ collection: 'notes', store: 'right' }, callOf());
    expect(report).toMatchObject({ collection: 'notes', store: 'right', chunks: 70, notes: [] });
    expect(embedded).toEqual([]);
    expect(sizes()).toEqual([[], [70]]);
    expect(await infoOf()).toMatchObject({ store: 'right', embedModel: 'test/small', chunks: 70 });
    expect(await found('abcabc')).toEqual(before);
  });

  it('moves to SQLite and back', async () => {
    await retrieval.migrate({ collection: 'notes', store: 'sqlite' }, callOf());
    expect(sizes()).toEqual([[], []]);
    expect(await infoOf()).toMatchObject({ store: 'sqlite', chunks: 70 });
    const before = await found('abcabc');
    await retrieval.migrate({ collection: 'notes', store: 'left' }, callOf());
    expect(sizes()).toEqual([[70], []]);
    expect(await found('abcabc')).toEqual(before);
  });

  it('moves to another embedder, which reads what the first one read, and indexes on with it', async () => {
    const updates: Progress[] = [];
    const report = await retrieval.migrate(
      { collection: 'notes', embedModel: 'test/large' },
      callOf({ progress: (update) => updates.push(update) }),
    );
    expect(report.receipt?.model).toBe('test/large');
    expect(embedded).toHaveLength(70);
    expect(embedded[3]).toBe('Letters\n# Part 3\n\nThe letters of number 3 are abcdefabcdefabcdef.');
    expect(await infoOf()).toMatchObject({ store: 'left', embedModel: 'test/large', dimensions: 6 });
    expect(sizes()).toEqual([[70], []]);
    expect(updates.map(({ progress = 0 }) => progress)).toEqual(
      updates.map(({ progress = 0 }) => progress).sort((a, b) => a - b),
    );
    expect(updates.at(-1)).toMatchObject({ progress: 140, total: 140 });
    embedded = [];
    const again = await retrieval.index({ collection: 'notes', sources: texts(71) }, callOf());
    expect(again).toMatchObject({ documents: 1, unchanged: 70 });
    expect(embedded).toHaveLength(1);
  });

  it('leaves the old side alone until the new one is whole, and goes on where it was stopped', async () => {
    const before = await found('abcabc');
    let requests = 0;
    const controller = new AbortController();
    onEmbed = () => {
      requests += 1;
      if (requests === 2) controller.abort();
    };
    const request = { collection: 'notes', store: 'right', embedModel: 'test/large' };
    await expect(retrieval.migrate(request, callOf({ signal: controller.signal }))).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await infoOf()).toMatchObject({ store: 'left', embedModel: 'test/small' });
    onEmbed = () => {};
    expect(await found('abcabc')).toEqual(before);
    await retrieval.close();
    retrieval = started();
    embedded = [];
    servers.right.onOperation((operation) => operation === 'upsert' && servers.right.fail(unreachable()));
    await expect(retrieval.migrate(request, callOf())).rejects.toMatchObject({ code: 'network' });
    expect(embedded.length).toBeLessThan(70);
    expect(await infoOf()).toMatchObject({ store: 'left', embedModel: 'test/small' });
    expect(sizes()[0]).toEqual([70]);
    servers.right.onOperation(undefined);
    servers.right.fail(undefined);
    embedded = [];
    await retrieval.migrate(request, callOf());
    expect(embedded).toEqual([]);
    expect(sizes()).toEqual([[], [70]]);
    expect(await infoOf()).toMatchObject({ store: 'right', embedModel: 'test/large', dimensions: 6 });
  });

  it('gives up what a move to somewhere else had made', async () => {
    servers.right.onOperation((operation) => operation === 'count' && servers.right.fail(unreachable()));
    await expect(retrieval.migrate({ collection: 'notes', store: 'right' }, callOf())).rejects.toMatchObject({
      code: 'network',
    });
    expect(sizes()).toEqual([[70], [70]]);
    servers.right.onOperation(undefined);
    servers.right.fail(undefined);
    await retrieval.migrate({ collection: 'notes', store: 'sqlite' }, callOf());
    expect(sizes()).toEqual([[], []]);
    expect(await infoOf()).toMatchObject({ store: 'sqlite', chunks: 70 });
  });

  it('is done once when two processes do it', async () => {
    const other = started();
    const request = { collection: 'notes', store: 'right', embedModel: 'test/large' };
    const reports = await Promise.all([retrieval.migrate(request, callOf()), other.migrate(request, callOf())]);
    await other.close();
    expect(reports.map(({ store }) => store)).toEqual(['right', 'right']);
    expect(sizes()).toEqual([[], [70]]);
    expect(await infoOf()).toMatchObject({ store: 'right', embedModel: 'test/large', dimensions: 6 });
  });

  it('takes along what is indexed and deleted while it runs', async () => {
    let requests = 0;
    let meanwhile: Promise<unknown> = Promise.resolve();
    onEmbed = () => {
      requests += 1;
      if (requests !== 1) return;
      meanwhile = retrieval
        .delete('notes', ['d5'], callOf())
        .then(() => retrieval.index({ collection: 'notes', sources: [{ id: 'late', text: 'fffff fffff' }] }, callOf()));
    };
    const report = await retrieval.migrate({ collection: 'notes', store: 'right', embedModel: 'test/large' }, callOf());
    await meanwhile.catch(() => {});
    await retrieval.index({ collection: 'notes', sources: [{ id: 'late', text: 'fffff fffff' }] }, callOf());
    expect(report.store).toBe('right');
    expect((await infoOf())?.chunks).toBe(70);
    expect(sizes()[1]).toEqual([70]);
    expect(await found('fffff fffff')).toContain('late');
  });

  it('copies to a new name, and leaves the original as it was', async () => {
    const report = await retrieval.migrate({ collection: 'notes', name: 'copy', embedModel: 'test/large' }, callOf());
    expect(report).toMatchObject({ collection: 'copy', store: 'left', chunks: 70 });
    expect(await infoOf()).toMatchObject({ store: 'left', embedModel: 'test/small', dimensions: 4 });
    expect(await infoOf('copy')).toMatchObject({ store: 'left', embedModel: 'test/large', dimensions: 6 });
    expect(sizes()).toEqual([[70, 70], []]);
    expect(await found('abcabc', 'copy')).toHaveLength(3);
    await expect(
      retrieval.migrate({ collection: 'notes', name: 'copy', store: 'right' }, callOf()),
    ).rejects.toMatchObject({ code: 'conflict' });
    await retrieval.delete('copy', undefined, callOf());
    expect(sizes()).toEqual([[70], []]);
  });

  it('does nothing twice, and asks where to when nothing is said', async () => {
    await retrieval.migrate({ collection: 'notes', store: 'right' }, callOf());
    expect(await retrieval.migrate({ collection: 'notes', store: 'right' }, callOf())).toMatchObject({ chunks: 70 });
    await expect(retrieval.migrate({ collection: 'notes' }, callOf())).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(retrieval.migrate({ collection: 'ntes', store: 'left' }, callOf())).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('names the migration where an embedder does not match', async () => {
    await expect(
      retrieval.index({ collection: 'notes', sources: texts(1), embedModel: 'test/large' }, callOf()),
    ).rejects.toMatchObject({ code: 'conflict', hint: expect.stringContaining('rag_migrate') });
  });
});
