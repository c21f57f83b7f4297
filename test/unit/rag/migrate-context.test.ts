import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IndexRequest, Retrieval } from '../../../src/core/retrieval.ts';
import type { Embedder } from '../../../src/rag/embedder.ts';
import { callOf, retrievalOver, scriptedWriter } from '../../support/retrieval.ts';
import { letterEmbedder } from '../../support/vector/letters.ts';
import { createMemoryServer } from '../../support/vector/memory-store.ts';

const text = `# Minutes\n\nThe minutes of the board.\n\n${'The first item was put off until spring. '.repeat(4)}\n\n${'It was agreed that prices rise. '.repeat(4)}`;
const request: IndexRequest = {
  collection: 'board',
  sources: [{ id: 'minutes', text, metadata: { title: 'Board' } }],
  chunk: { size: 200, overlap: 0 },
  contextual: true,
  embedModel: 'test/small',
};

let home: string;
let server: ReturnType<typeof createMemoryServer>;
let retrieval: Retrieval;
/** What each model was given to embed, in order. */
let embedded: Map<string | undefined, string[]>;
let written: ReturnType<typeof scriptedWriter>;

const embedder: Embedder = {
  ...letterEmbedder,
  embed: async (texts, type, model, call) => {
    embedded.set(model, [...(embedded.get(model) ?? []), ...texts]);
    return letterEmbedder.embed(texts, type, model, call);
  },
};
const started = (): Retrieval => retrievalOver(home, embedder, server.definitions, { writer: written.writer });
const open = (file: string) => new DatabaseSync(join(home, 'collections', file));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-migrate-context-'));
  server = createMemoryServer();
  embedded = new Map();
  written = scriptedWriter('Of the Zanzibar company.', 'Of its prices in 2024.');
  retrieval = started();
});
afterEach(async () => {
  await retrieval.close();
  rmSync(home, { recursive: true, force: true });
});

describe('rag_migrate of contextual chunks', () => {
  it.each([true, 'test/named-writer'])(
    'embeds with the next model what the first one read (contextual: %j)',
    async (contextual) => {
      await retrieval.index({ ...request, contextual }, callOf());
      expect(embedded.get('test/small')?.join('\n')).toContain('Of the Zanzibar company.');
      await retrieval.migrate({ collection: 'board', embedModel: 'test/large', store: 'memory' }, callOf());
      expect(embedded.get('test/large')).toEqual(embedded.get('test/small'));
      expect(written.prompts).toHaveLength(2);
    },
  );

  it('keeps the contexts through moves between stores, and shows them to nobody', async () => {
    await retrieval.index(request, callOf());
    await retrieval.migrate({ collection: 'board', store: 'memory' }, callOf());
    expect(JSON.stringify([...server.indexes.values()].map((records) => [...records.values()]))).not.toContain(
      'Zanzibar',
    );
    await retrieval.migrate({ collection: 'board', store: 'sqlite' }, callOf());
    await retrieval.migrate({ collection: 'board', embedModel: 'test/large' }, callOf());
    expect(embedded.get('test/large')).toEqual(embedded.get('test/small'));
    const { hits } = await retrieval.search({ collection: 'board', query: 'Zanzibar', topK: 5 }, callOf());
    const { spans } = await retrieval.get({ collection: 'board', ids: hits.map(({ id }) => id) }, callOf());
    expect(spans.length).toBeGreaterThan(0);
    expect(JSON.stringify([hits, spans])).not.toContain('Zanzibar');
  });

  it('pays for nothing again in a copy: neither when it moves on, nor when it is indexed', async () => {
    await retrieval.index(request, callOf());
    await retrieval.migrate({ collection: 'board', name: 'copy', embedModel: 'test/large' }, callOf());
    expect(embedded.get('test/large')).toEqual(embedded.get('test/small'));
    const more = `${text}\n\n${'A third item came up. '.repeat(9)}`;
    const again = {
      ...request,
      collection: 'copy',
      sources: [{ id: 'minutes', text: more, metadata: { title: 'Board' } }],
    };
    const { embedModel: _, ...withOwnModel } = again;
    await retrieval.index(withOwnModel, callOf());
    // Of the new chunks alone.
    expect(
      written.prompts.slice(2).filter((prompt) => !prompt.slice(prompt.indexOf('<chunk')).includes('third')),
    ).toEqual([]);
    expect(written.prompts.length).toBeGreaterThan(2);
    await retrieval.delete('copy', undefined, callOf());
    expect(open('contexts.sqlite').prepare('SELECT DISTINCT collection FROM contexts').all()).toEqual([
      { collection: 'board' },
    ]);
  });

  it('finds the contexts of a collection that was made before they were kept beside chunks', async () => {
    await retrieval.index(request, callOf());
    await retrieval.close();
    const older = open(join('local', 'board.sqlite'));
    older.exec('ALTER TABLE chunks DROP COLUMN context; PRAGMA user_version = 2');
    older.close();
    retrieval = started();
    await retrieval.migrate({ collection: 'board', embedModel: 'test/large' }, callOf());
    expect(embedded.get('test/large')).toEqual(embedded.get('test/small'));
    const { hits } = await retrieval.search({ collection: 'board', query: 'Zanzibar', topK: 5 }, callOf());
    expect(hits.length).toBeGreaterThan(0);
  });
});
