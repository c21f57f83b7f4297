import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../../src/index.ts';
import { asRetriever, fromLangChainDocuments } from '../../../src/langchain.ts';
import { testConfig } from '../../config.ts';
import { callOf } from '../../support/retrieval.ts';

const DOCUMENTS = [
  new Document({ id: 'tides', pageContent: 'Spring tides come with the full moon.', metadata: { year: 2024 } }),
  new Document({ id: 'bread', pageContent: 'Bread rises in a warm room.', metadata: { year: 2019 } }),
  new Document({ pageContent: 'A tide table lists high water.', metadata: { year: 2025, tags: ['sea'] } }),
];

describe('a collection in LangChain', () => {
  let home: string;
  let app: App;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'llmkit-langchain-'));
    app = createApp({ config: testConfig({ home }) });
    const retrieval = await app.retrieval();
    await retrieval.index({ collection: 'sea', sources: fromLangChainDocuments(DOCUMENTS) }, { ...callOf(), app });
  });
  afterEach(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('is a retriever whose documents say where they stand', async () => {
    const retriever = asRetriever(app, { collection: 'sea', mode: 'keyword', topK: 1 });
    expect(retriever).toBeInstanceOf(BaseRetriever);
    const [found] = await retriever.invoke('full moon');
    expect(found).toBeInstanceOf(Document);
    expect(found).toMatchObject({
      id: 'tides#0',
      pageContent: 'Spring tides come with the full moon.',
      metadata: { year: 2024, llmkit: { document: 'tides', start: 0, end: 37, legs: { keyword: 1 } } },
    });
  });

  it('takes its place in a chain', async () => {
    const count = RunnableLambda.from((documents: readonly unknown[]) => documents.length);
    const chain = RunnableSequence.from([asRetriever(app, { collection: 'sea', mode: 'keyword' }), count]);
    expect(await chain.invoke('tide')).toBe(2);
  });

  it('narrows by metadata that came with the documents', async () => {
    const retriever = asRetriever(app, { collection: 'sea', mode: 'keyword', filter: { year: { $gte: 2025 } } });
    const found = await retriever.invoke('tide');
    expect(found.map(({ pageContent }) => pageContent)).toEqual(['A tide table lists high water.']);
  });

  it('recognises a document without an id when it comes again', async () => {
    const retrieval = await app.retrieval();
    const sources = fromLangChainDocuments(DOCUMENTS);
    const report = await retrieval.index({ collection: 'sea', sources }, { ...callOf(), app });
    expect(report).toMatchObject({ documents: 0, unchanged: 3 });
  });

  it('fails as rag_search does', async () => {
    const retriever = asRetriever(app, { collection: 'see' });
    await expect(retriever.invoke('tide')).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('sea'),
    });
  });
});
