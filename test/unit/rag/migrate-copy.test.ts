import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MigrateRequest, Retrieval } from '../../../src/core/retrieval.ts';
import type { Embedder } from '../../../src/rag/embedder.ts';
import { callOf, retrievalOver } from '../../support/retrieval.ts';
import { letterEmbedder } from '../../support/vector/letters.ts';
import { createMemoryServer, unreachable } from '../../support/vector/memory-store.ts';

let home: string;
let server: ReturnType<typeof createMemoryServer>;
let retrieval: Retrieval;
let embedded: string[];
/** Called before each embedding request; may throw. */
let onEmbed: (model: string | undefined) => void | Promise<void>;

const embedder: Embedder = {
  ...letterEmbedder,
  embed: async (texts, type, model, call) => {
    await onEmbed(model);
    if (model === 'test/large' && type === 'document') embedded.push(...texts);
    return letterEmbedder.embed(texts, type, model, call);
  },
};
const started = (): Retrieval => retrievalOver(home, embedder, server.definitions);
async function restarted(): Promise<void> {
  await retrieval.close();
  retrieval = started();
}
const texts = (from: number, to: number, word = 'number') =>
  Array.from({ length: to - from }, (_, at) => ({ id: `d${from + at}`, text: `The ${word} ${from + at}.` }));
const copy: MigrateRequest = { collection: 'notes', name: 'copy', store: 'memory', embedModel: 'test/large' };
const sizes = () => [...server.indexes.values()].map(({ size }) => size);
const documentsIn = async (collection: string): Promise<readonly string[]> => {
  const { hits } = await retrieval.search({ collection, query: 'The', topK: 100, mode: 'vector' }, callOf());
  return hits.map(({ document, text }) => `${document}: ${text}`).sort();
};

/** Stops a migration in its second embedding request. */
async function interrupted(request: MigrateRequest): Promise<void> {
  const controller = new AbortController();
  let requests = 0;
  onEmbed = () => {
    requests += 1;
    if (requests === 2) controller.abort();
  };
  await expect(retrieval.migrate(request, callOf({ signal: controller.signal }))).rejects.toMatchObject({
    code: 'cancelled',
  });
  onEmbed = () => {};
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-migrate-copy-'));
  server = createMemoryServer();
  embedded = [];
  onEmbed = () => {};
  retrieval = started();
  await retrieval.index({ collection: 'notes', sources: texts(0, 70) }, callOf());
});
afterEach(async () => {
  await retrieval.close();
  rmSync(home, { recursive: true, force: true });
});

describe('a copy that is not finished', () => {
  beforeEach(() => interrupted(copy));

  it('answers nothing as if it were whole, and takes nothing in', async () => {
    const closed = { code: 'conflict', message: expect.stringContaining('not finished') };
    await expect(documentsIn('copy')).rejects.toMatchObject(closed);
    await expect(retrieval.index({ collection: 'copy', sources: texts(0, 1) }, callOf())).rejects.toMatchObject(closed);
    expect(await retrieval.collections(callOf())).toMatchObject([{ name: 'copy', documents: 0 }, { documents: 70 }]);
  });

  it('goes on with what was embedded', async () => {
    const before = embedded.length;
    await restarted();
    await retrieval.migrate(copy, callOf());
    // The request that was cut off is the only one that is repeated.
    expect([embedded.length - before, new Set(embedded).size, sizes()]).toEqual([70 - 32, 70, [70]]);
    expect(await documentsIn('copy')).toEqual(await documentsIn('notes'));
  });

  it('becomes a copy of what the original is by then, and embeds no more than that needs', async () => {
    await retrieval.delete('notes', ['d1'], callOf());
    await retrieval.index({ collection: 'notes', sources: texts(2, 3, 'changed') }, callOf());
    await restarted();
    embedded = [];
    await retrieval.migrate(copy, callOf());
    expect(embedded).toHaveLength(70 - 32 + 1);
    const documents = await documentsIn('copy');
    expect(documents).toEqual(await documentsIn('notes'));
    expect([documents.includes('d2: The changed 2.'), documents.some((each) => each.startsWith('d1:'))]).toEqual([
      true,
      false,
    ]);
    expect(sizes()).toEqual([69]);
  });

  it('is deleted with what it has put into a store', async () => {
    server.onOperation((operation) => operation === 'count' && server.fail(unreachable()));
    await expect(retrieval.migrate(copy, callOf())).rejects.toMatchObject({ code: 'network' });
    server.onOperation(undefined);
    server.fail(undefined);
    expect(sizes()).toEqual([70]);
    await retrieval.delete('copy', undefined, callOf());
    expect([sizes(), (await retrieval.collections(callOf())).map(({ name }) => name)]).toEqual([[], ['notes']]);
  });
});

describe('a copy', () => {
  it('follows what is updated and deleted in the original while it is made', async () => {
    let requests = 0;
    onEmbed = async () => {
      requests += 1;
      if (requests !== 2) return;
      await retrieval.delete('notes', ['d1', 'd60'], callOf());
    };
    await retrieval.migrate(copy, callOf());
    expect(await documentsIn('copy')).toEqual(await documentsIn('notes'));
    expect(sizes()).toEqual([68]);
  });

  it('gives up when the original never rests, and keeps what was embedded', async () => {
    let word = 0;
    onEmbed = async (model) => {
      if (model !== 'test/large') return;
      word += 1;
      await retrieval.index({ collection: 'notes', sources: texts(0, 1, `word${word}`) }, callOf());
    };
    await expect(retrieval.migrate(copy, callOf())).rejects.toMatchObject({
      code: 'conflict',
      message: '"notes" keeps changing while it is copied.',
    });
    onEmbed = () => {};
    embedded = [];
    await retrieval.migrate(copy, callOf());
    expect(embedded).toEqual([`The word${word} 0.`]);
    expect(await documentsIn('copy')).toEqual(await documentsIn('notes'));
  });

  it('is there when the call is repeated, and in the way of another one', async () => {
    await retrieval.migrate(copy, callOf());
    embedded = [];
    expect(await retrieval.migrate(copy, callOf())).toMatchObject({ collection: 'copy', chunks: 70 });
    expect(embedded).toEqual([]);
    const there = { code: 'conflict', message: expect.stringContaining('exists') };
    await expect(retrieval.migrate({ ...copy, store: 'sqlite' }, callOf())).rejects.toMatchObject(there);
    await retrieval.delete('notes', ['d1'], callOf());
    await expect(retrieval.migrate(copy, callOf())).rejects.toMatchObject(there);
    expect(await documentsIn('copy')).toHaveLength(70);
  });

  it('that stays in SQLite is a collection like any other', async () => {
    await retrieval.migrate({ collection: 'notes', name: 'plain' }, callOf());
    await retrieval.index({ collection: 'plain', sources: texts(100, 101) }, callOf());
    expect(await documentsIn('plain')).toHaveLength(71);
    expect(await documentsIn('notes')).toHaveLength(70);
  });

  it('sweeps away the drafts of processes that are gone, and of no others', async () => {
    const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const folder = join(home, 'collections', 'local');
    // No system gives out process ids that large; the parent of this process is alive.
    const [left, alive] = [`copy.sqlite.${host}-4194999-a.copying`, `copy.sqlite.${host}-${process.ppid}-b.copying`];
    for (const name of [left, `${left}-wal`, alive]) writeFileSync(join(folder, name), 'x');
    await retrieval.migrate(copy, callOf());
    expect(readdirSync(folder).filter((name) => name.includes('.copying'))).toEqual([alive]);
  });
});

describe('what a move leaves', () => {
  it('is given up by a move to where the collection is', async () => {
    await interrupted({ collection: 'notes', store: 'memory', embedModel: 'test/large' });
    await retrieval.migrate({ collection: 'notes', store: 'sqlite' }, callOf());
    embedded = [];
    await retrieval.migrate({ collection: 'notes', embedModel: 'test/large' }, callOf());
    expect(embedded).toHaveLength(70);
  });

  it('is not reported as done by whoever had begun it', async () => {
    const other = started();
    let requests = 0;
    onEmbed = async () => {
      requests += 1;
      if (requests === 2) await other.migrate({ collection: 'notes', store: 'sqlite' }, callOf());
    };
    await expect(
      retrieval.migrate({ collection: 'notes', store: 'memory', embedModel: 'test/large' }, callOf()),
    ).rejects.toMatchObject({ code: 'conflict' });
    await other.close();
    expect((await retrieval.collections(callOf()))[0]).toMatchObject({ store: 'sqlite', embedModel: 'test/small' });
  });

  it('is deleted at the next start when the store could not be reached, also from SQLite', async () => {
    await retrieval.migrate({ collection: 'notes', store: 'memory' }, callOf());
    server.onOperation((operation) => operation === 'drop' && server.fail(unreachable()));
    await retrieval.migrate({ collection: 'notes', store: 'sqlite' }, callOf());
    expect(sizes()).toEqual([70]);
    server.fail(undefined);
    const dropped = new Promise<void>((resolve) => {
      server.onOperation((operation) => operation === 'drop' && resolve());
    });
    await restarted();
    expect(await documentsIn('notes')).toHaveLength(70);
    await dropped;
    expect(sizes()).toEqual([]);
  });

  it('goes with the collection, wherever it was to be moved', async () => {
    server.onOperation((operation) => operation === 'count' && server.fail(unreachable()));
    await expect(retrieval.migrate({ collection: 'notes', store: 'memory' }, callOf())).rejects.toMatchObject({
      code: 'network',
    });
    server.onOperation(undefined);
    server.fail(undefined);
    expect(sizes()).toEqual([70]);
    await retrieval.delete('notes', undefined, callOf());
    expect(sizes()).toEqual([]);
  });

  it('is no index that a late write made again after its collection had gone', async () => {
    await retrieval.migrate({ collection: 'notes', store: 'memory' }, callOf());
    server.onOperation((operation) => {
      if (operation !== 'upsert') return;
      // As another process does it that deletes the collection.
      server.indexes.clear();
      for (const suffix of ['-wal', '-shm', '']) {
        rmSync(join(home, 'collections', 'local', `notes.sqlite${suffix}`), { force: true });
      }
    });
    await expect(retrieval.index({ collection: 'notes', sources: texts(100, 101) }, callOf())).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(sizes()).toEqual([]);
  });

  it('is no vector of a text under a title that it no longer has', async () => {
    const titled = (title: string) => [{ id: 'd0', text: 'The same text.', metadata: { title } }];
    await retrieval.index({ collection: 'notes', sources: titled('Old') }, callOf());
    const other = started();
    let requests = 0;
    onEmbed = async () => {
      requests += 1;
      if (requests === 1) await other.index({ collection: 'notes', sources: titled('New') }, callOf());
    };
    await retrieval.migrate({ collection: 'notes', embedModel: 'test/large' }, callOf());
    await other.close();
    expect(embedded.filter((text) => text.includes('The same text.')).at(-1)).toBe('New\nThe same text.');
  });

  it('is no mixture of what a model gave before and after it changed', async () => {
    await interrupted({ collection: 'notes', embedModel: 'test/large' });
    const changed: Embedder = {
      ...embedder,
      embed: async (texts, type, _, call) => {
        const { result, receipt } = await letterEmbedder.embed(texts, type, 'test/small', call);
        return { result, receipt: { ...receipt, model: 'test/large' } };
      },
    };
    await retrieval.close();
    retrieval = retrievalOver(home, changed, server.definitions);
    await expect(retrieval.migrate({ collection: 'notes', embedModel: 'test/large' }, callOf())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('different lengths'),
    });
  });
});
