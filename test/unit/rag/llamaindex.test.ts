import LlamaCloud from '@llamaindex/llama-cloud';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asRetriever, fromCloudPassages } from '../../../src/llamaindex.ts';
import { callOf, retrievalIn } from '../../support/retrieval.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { temporaryFolder } from '../runtime/pipeline.ts';

const FOUND = {
  results: [
    {
      content: 'The dome opens fifty minutes early.',
      metadata: { title: 'Handbook' },
      rerank_score: 0.9,
      score: 0.4,
      static_fields: {
        parsed_directory_file_id: 'file-1',
        chunk_index: 3,
        chunk_start_char: 120,
        chunk_end_char: 155,
        page_range_start: 2,
        page_range_end: 2,
      },
    },
    { content: 'Cold mirrors show sharp stars.', metadata: null, score: 0.3 },
    { content: 'One more than was asked for.', score: 0.2 },
  ],
};

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({
    headers: { 'content-type': 'application/json' },
    chunks: [JSON.stringify(FOUND)],
  });
});
afterAll(() => upstream.close());

const client = () => new LlamaCloud({ apiKey: 'llx-test-key', baseURL: upstream.url, maxRetries: 0 });

describe('an index of LlamaCloud', () => {
  it('is searched through LlamaIndex’s own client', async () => {
    const retriever = asRetriever(client(), { indexId: 'idx-1', topK: 2 });
    const [first, second, ...more] = await retriever.retrieve('when does the dome open?');
    expect(first).toEqual({
      id: 'file-1:3',
      text: 'The dome opens fifty minutes early.',
      score: 0.9,
      page: 2,
      start: 120,
      end: 155,
      metadata: { title: 'Handbook' },
    });
    expect(second).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{32}$/), score: 0.3, metadata: {} });
    expect(more).toEqual([]);
    expect(upstream.requests.at(-1)).toMatchObject({
      method: 'POST',
      url: '/api/v1/retrieval/retrieve',
      headers: { authorization: 'Bearer llx-test-key' },
      body: { index_id: 'idx-1', query: 'when does the dome open?', top_k: 2, rerank: { enabled: true, top_n: 2 } },
    });
  });

  it('is asked for what its own filters let through', async () => {
    const filters = { year: { operator: 'gte' as const, value: 2026 } };
    await asRetriever(client(), { indexId: 'idx-1', projectId: 'p-1', rerank: false, filters }).retrieve('domes');
    expect(upstream.requests.at(-1)).toMatchObject({
      url: '/api/v1/retrieval/retrieve?project_id=p-1',
      body: { custom_filters: filters, rerank: { enabled: false } },
    });
  });

  it('gives its passages to a collection of ours, each once', async () => {
    const passages = await asRetriever(client(), { indexId: 'idx-1' }).retrieve('domes');
    const retrieval = retrievalIn(temporaryFolder());
    const call = callOf();
    const sources = fromCloudPassages(passages);
    expect(await retrieval.index({ collection: 'cloud', sources }, call)).toMatchObject({ documents: 3 });
    expect(await retrieval.index({ collection: 'cloud', sources }, call)).toMatchObject({ documents: 0, unchanged: 3 });
    const { hits } = await retrieval.search({ collection: 'cloud', query: 'dome opens', topK: 1 }, call);
    expect(hits).toMatchObject([{ document: 'llamacloud:file-1:3', metadata: { title: 'Handbook', page: 2 } }]);
    await retrieval.close();
  });

  it('lets the request go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    upstream.serve(() => controller.abort());
    const asked = asRetriever(client(), { indexId: 'idx-1' }).retrieve('domes', { signal: controller.signal });
    await expect(asked).rejects.toThrow(/abort/i);
    await upstream.clientGone;
  });
});
