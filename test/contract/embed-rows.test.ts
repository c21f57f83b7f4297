import { expect } from 'vitest';
import type { EmbedRequest, EmbedResult } from '../../src/core/embed.ts';
import { list, record } from '../../src/wire/read.ts';
import type { RecordedRequest } from '../upstream.ts';
import { describeRows } from './one-shot.ts';
import { type Check, requestCheck } from './spec.ts';

const TEXTS = ['a red boat', 'the harbour'];
const VECTOR = [0.25, -0.5, 1];
const floats = Buffer.from(Float32Array.from(VECTOR).buffer).toString('base64');
const bytes = Buffer.from(Int8Array.from([25, -50, 100])).toString('base64');

/** As documented, by the path and the shape of the request. */
function answer({ url, body }: RecordedRequest): { readonly body: unknown } | undefined {
  const asked = record(body) ?? {};
  const [path = ''] = url.split('?');
  const each = (texts: unknown, item: unknown) => list(texts).map(() => item);
  if (path.endsWith(':batchEmbedContents')) return { body: { embeddings: each(asked.requests, { values: VECTOR }) } };
  if (path.endsWith(':embedContent')) return { body: { embedding: { values: VECTOR } } };
  if (path.endsWith(':predict')) {
    const statistics = { truncated: false, token_count: 3 };
    return { body: { predictions: each(asked.instances, { embeddings: { values: VECTOR, statistics } }) } };
  }
  if (path.endsWith('/invoke')) {
    if (asked.inputText !== undefined) return { body: { embedding: VECTOR, inputTextTokenCount: 3 } };
    if (asked.taskType !== undefined) return { body: { embeddings: [{ embeddingType: 'TEXT', embedding: VECTOR }] } };
    return { body: { embeddings: { float: each(asked.texts, VECTOR) }, response_type: 'embeddings_by_type' } };
  }
  if (path.endsWith('/contextualizedembeddings')) {
    const chunks = [{ object: 'embedding', index: 0, embedding: asked.input === undefined ? VECTOR : bytes }];
    const documents = list(asked.inputs ?? asked.input).map((_, index) => ({ object: 'list', index, data: chunks }));
    return { body: { object: 'list', data: documents.toReversed(), usage: { total_tokens: 6 } } };
  }
  if (path.endsWith('/embed-v2')) return { body: { data: [{ embedding: VECTOR }] } };
  if (path.endsWith('/feature-extraction')) return { body: each(asked.inputs, VECTOR) };
  if (path.endsWith('/text/embeddings')) return { body: { results: each(asked.inputs, { embedding: VECTOR }) } };
  if (path.endsWith('/embed') && Array.isArray(asked.texts))
    return { body: { embeddings: { float: each(asked.texts, VECTOR) } } };
  if (path.endsWith('/api/embed')) return { body: { embeddings: each(asked.input, VECTOR), prompt_eval_count: 6 } };
  if (path.endsWith('/embed') && asked.parameters !== undefined) {
    const data = each(asked.inputs, { values: VECTOR, vector_type: 'dense' });
    return { body: { model: asked.model, vector_type: 'dense', data, usage: { total_tokens: 6 } } };
  }
  if (path.endsWith('/embed')) return { body: each(asked.inputs, VECTOR) };
  if (/\/embeddings$/.test(path)) {
    const embedding = /pplx/.test(String(asked.model)) ? bytes : asked.encoding_format === 'base64' ? floats : VECTOR;
    const data = list(asked.input).map((_, index) => ({ index, embedding }));
    return { body: { object: 'list', data: data.toReversed(), usage: { prompt_tokens: 6, total_tokens: 6 } } };
  }
  return undefined;
}

const WISHES: readonly Partial<EmbedRequest>[] = [
  {},
  { inputType: 'query' },
  { inputType: 'document' },
  { dimensions: 256 },
];
const models = (...ids: readonly string[]) => ids.flatMap((model) => WISHES.map((wish) => ({ ...wish, model })));
const spec = (provider: string, path: string, wishes = WISHES, file?: string) => ({
  check: (): Check => requestCheck(provider, path, file),
  wishes,
});

describeRows<'embed', EmbedRequest>({
  capability: 'embed',
  async ask(capability, { model, wish, signal }) {
    const asked = wish.model ?? model;
    const texts = TEXTS.slice(0, capability.batchOf?.(asked).texts ?? capability.maxBatch);
    const result = await capability.embed({ texts, ...wish, model: asked }, { signal });
    expect(result.vectors).toHaveLength(texts.length);
    return result;
  },
  answer,
  said: 'a red boat',
  expectResult: (result, row) => {
    // What `embed` gives.
    const { vectors, usage, notes = [] } = result as EmbedResult;
    const expected = row.id === 'perplexity' ? [25, -50, 100] : VECTOR;
    for (const vector of vectors) expect([...vector]).toEqual(expected);
    if (usage.input !== undefined) expect(usage.input).toBeGreaterThan(0);
    expect(notes).toEqual([]);
  },
  noAnswers: [
    '{"data":[],"embeddings":[],"results":[],"predictions":[]}',
    '[]',
    '[[]]',
    '{"data":[{"embedding":[null,"x"]}]}',
  ],
  specs: {
    openai: spec('openai', '/embeddings'),
    mistral: spec('mistral', '/v1/embeddings', models('mistral-embed', 'codestral-embed')),
    google: spec('google', '/models/{modelsId}:batchEmbedContents'),
    openrouter: spec('openrouter', '/embeddings'),
    together: spec('together', '/embeddings'),
    deepinfra: spec('deepinfra', '/v1/openai/embeddings'),
    voyage: spec('voyage', '/embeddings', models('voyage-4', 'voyage-law-2')),
    jina: spec(
      'jina',
      '/v1/embeddings',
      models(
        'jina-embeddings-v5-text-small',
        'jina-embeddings-v4',
        'jina-embeddings-v3',
        'jina-embeddings-v2-base-en',
        'jina-code-embeddings-1.5b',
      ),
    ),
    mixedbread: spec('mixedbread', '/v1/embeddings'),
    'pinecone-inference': spec(
      'pinecone',
      '/embed',
      models('llama-text-embed-v2', 'multilingual-e5-large'),
      'inference_2026-04.openapi.json',
    ),
    'huggingface-tei': spec('huggingface', '/embed', WISHES, 'tei-openapi.json'),
    twelvelabs: spec('twelvelabs', '/embed-v2'),
    ollama: spec('ollama', '/api/embed'),
    portkey: spec('portkey', '/embeddings'),
  },
});
