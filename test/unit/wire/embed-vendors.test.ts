import { describe, expect, it } from 'vitest';
import type { EmbedRequest } from '../../../src/core/embed.ts';
import type { Endpoint } from '../../../src/core/endpoint.ts';
import { silentLog } from '../../../src/core/log.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { loadedModel } from '../../../src/wire/embed/tei.ts';
import { jsonAnswer, noNetwork } from '../../endpoint.ts';

type Sent = { readonly path: string; readonly body: unknown };

/** A row's embedder over answers of this test. */
function embedder(id: string, answer: unknown, more: Partial<Endpoint> = {}) {
  const sent: Sent[] = [];
  const endpoint: Endpoint = {
    ...noNetwork,
    provider: id,
    ...more,
    async send(path, body) {
      sent.push({ path, body });
      return jsonAnswer(async () => answer);
    },
  };
  const capability = providers
    .find((row) => row.id === id)
    ?.capabilities.embed?.(endpoint, { dataFolder: '/nowhere', log: silentLog });
  if (capability === undefined) throw new Error(`${id} embeds nothing.`);
  const embed = (request: Partial<EmbedRequest> = {}) =>
    capability.embed({ model: 'm', texts: ['a'], ...request }, { signal: new AbortController().signal });
  return { capability, embed, sent };
}

const one = { data: [{ index: 0, embedding: [1, 2] }] };

describe('embeddings of single vendors', () => {
  it('splits Voyage by the tokens of the model', () => {
    const { capability } = embedder('voyage', one);
    expect(capability.batchOf?.('voyage-4-lite')).toEqual({ texts: 1000, tokens: 1_000_000 });
    expect(capability.batchOf?.('voyage-4')).toEqual({ texts: 1000, tokens: 320_000 });
    expect(capability.batchOf?.('voyage-law-2')).toEqual({ texts: 1000, tokens: 120_000 });
    expect(capability.batchOf?.('voyage-context-3')).toEqual({ texts: 1000, tokens: 120_000 });
  });

  it('makes every text a document of its own where neighbours would colour its vector', async () => {
    const answer = {
      data: [
        { index: 1, data: [{ embedding: [3, 4] }] },
        { index: 0, data: [{ embedding: [1, 2] }] },
      ],
    };
    const { embed, sent } = embedder('voyage', answer);
    const { vectors } = await embed({
      model: 'voyage-context-3',
      texts: ['a', 'b'],
      inputType: 'query',
      dimensions: 256,
    });
    expect(sent).toEqual([
      {
        path: '/contextualizedembeddings',
        body: { model: 'voyage-context-3', inputs: [['a'], ['b']], output_dimension: 256, input_type: 'query' },
      },
    ]);
    expect(vectors.map((vector) => [...vector])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('asks for base64 of the vendor itself, not of what an operator put in its place', async () => {
    const own = embedder('openai', one);
    await own.embed();
    expect(own.sent[0]?.body).toMatchObject({ encoding_format: 'base64' });
    const other = embedder('openai', one, { isRedirected: true });
    await other.embed();
    expect(other.sent[0]?.body).not.toHaveProperty('encoding_format');
  });

  it('tells how many texts are longer than the model reads', async () => {
    const { embed } = embedder('mixedbread', { data: [{ embedding: [1] }, { embedding: [2] }] });
    const { notes } = await embed({
      model: 'mixedbread-ai/mxbai-embed-large-v1',
      texts: ['short', 'long '.repeat(1000)],
    });
    expect(notes).toEqual([expect.stringMatching(/^1 of 2 texts are probably longer than the 512 tokens/)]);
  });

  it('tells what Vertex says that it cut, and normalises vectors that were shortened', async () => {
    const statistics = { token_count: 2048, truncated: true };
    const { embed } = embedder('vertex', { predictions: [{ embeddings: { values: [3, 4], statistics } }] });
    const { vectors, usage, notes } = await embed({ model: 'text-embedding-005', dimensions: 2 });
    expect([...(vectors[0] ?? [])].map((value) => value.toFixed(2))).toEqual(['0.60', '0.80']);
    expect(usage).toEqual({ input: 2048 });
    expect(notes).toEqual(['1 of 1 texts were too long: their ends were left out']);
  });

  it('asks the second Gemini on Vertex as that takes it', async () => {
    const answer = { embedding: { values: [1, 0] }, usageMetadata: { promptTokenCount: 4 }, truncated: false };
    const { embed, sent, capability } = embedder('vertex', answer);
    await embed({ model: 'gemini-embedding-2', inputType: 'document' });
    expect(sent[0]).toEqual({
      path: '/models/gemini-embedding-2:embedContent',
      body: {
        content: { parts: [{ text: 'a' }] },
        embedContentConfig: { taskType: 'RETRIEVAL_DOCUMENT', autoTruncate: true },
      },
    });
    expect(capability.batchOf?.('gemini-embedding-2')).toEqual({ texts: 1 });
  });

  it.each([
    ['amazon.titan-embed-text-v2:0', { inputText: 'a', dimensions: 256, normalize: true }, []],
    ['amazon.titan-embed-text-v1', { inputText: 'a' }, ['dimensions was dropped: this model has only its own']],
  ])('speaks to %s with the fields it knows', async (model, body, notes) => {
    const { embed, sent } = embedder('bedrock', { embedding: [1], inputTextTokenCount: 1 });
    const result = await embed({ model, dimensions: 256 });
    expect(sent[0]).toEqual({ path: `/model/${encodeURIComponent(model)}/invoke`, body });
    expect(result.notes).toEqual(notes);
  });

  it.each([
    ['eu.cohere.embed-v4:0', { output_dimension: 256 }],
    ['cohere.embed-english-v3', {}],
  ])('reads both answers of %s', async (model, more) => {
    const { embed, sent } = embedder('bedrock', { embeddings: [[1, 2]] });
    expect((await embed({ model, dimensions: 256 })).vectors).toHaveLength(1);
    expect(sent[0]?.body).toEqual({
      texts: ['a'],
      input_type: 'search_document',
      embedding_types: ['float'],
      truncate: 'END',
      ...more,
    });
  });

  it('refuses sparse vectors before anything is sent', async () => {
    const { embed, sent } = embedder('pinecone-inference', {});
    await expect(embed({ model: 'pinecone-sparse-english-v0' })).rejects.toMatchObject({ code: 'unsupported' });
    expect(sent).toEqual([]);
  });

  it('knows the server of Text Embeddings Inference from others on its port', () => {
    expect(loadedModel({ model_id: 'BAAI/bge-m3', model_type: { embedding: { pooling: 'cls' } } })).toEqual([
      'BAAI/bge-m3',
    ]);
    expect(loadedModel({ model_id: 'x' })).toEqual([]);
    expect(loadedModel({ error: 'no such path' })).toEqual([]);
  });
});
