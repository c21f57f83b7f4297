// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAuth } from '../../src/core/auth.ts';
import type { EmbedRequest } from '../../src/core/embed.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { silentLog } from '../../src/core/log.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { openaiEmbeddings } from '../../src/wire/openai-embeddings.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { requestCheck } from './spec.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const embed = (provider: string, request: EmbedRequest) => {
  const endpoint = createEndpoint({
    definition: {
      id: provider,
      name: provider,
      baseUrl: { global: upstream.url },
      hosts: { inference: { url: upstream.url } },
      auth: noAuth,
    },
    config: { providers: {}, secret: () => undefined, variable: () => undefined },
    log: silentLog,
  });
  const family = providers.find(({ id }) => id === provider)?.capabilities.embed ?? openaiEmbeddings();
  return family(endpoint, { dataFolder: '/nowhere', log: silentLog }).embed(request, {
    signal: new AbortController().signal,
  });
};

const all = recordingsOf('embeddings', 'rest').filter(
  ({ api, capability }) => api === 'embeddings' || capability === 'embeddings',
);
const nova = recordingsOf('invoke').filter(({ model }) => /embed/.test(model ?? ''));
const named = (recordings: readonly Recording[]) => recordings.map((recording) => [recording.id, recording] as const);
const good = all.filter(({ response }) => response.status === 200);
// Perplexity answers with whole numbers of one byte in base64, and is read below.
const openai = good.filter(
  ({ provider, response }) => provider !== 'perplexity' && Array.isArray((response.body as any)?.data),
);
const google = good.filter(
  ({ provider, response }) => provider === 'google' && Array.isArray((response.body as any)?.embeddings),
);
const native = good.filter(
  ({ provider, response }) =>
    (provider === 'cohere' || provider === 'ollama') && (response.body as any)?.data === undefined,
);
const failed = all.filter(({ response }) => response.status !== 200);

describe.runIf(hasShared)('recorded embeddings', () => {
  it.each(named(openai))('%s', async (_id, recording) => {
    const body: any = recording.response.body;
    upstream.serve(scriptOf(recording));
    const { vectors, usage } = await embed(recording.provider, { model: 'm', texts: body.data.map(() => 'text') });
    expect(vectors).toHaveLength(body.data.length);
    for (const item of body.data) {
      const vector = vectors[item.index ?? 0];
      if (typeof item.embedding === 'string')
        expect(vector?.length).toBe(Buffer.from(item.embedding, 'base64').length / 4);
      else expect([...(vector ?? [])]).toEqual([...Float32Array.from(item.embedding)]);
    }
    expect(usage.input).toBe(body.usage?.prompt_tokens ?? body.usage?.total_tokens);
  });

  it.each(named(google))('%s', async (_id, recording) => {
    const body: any = recording.response.body;
    upstream.serve(scriptOf(recording));
    const { vectors } = await embed('google', { model: 'm', texts: body.embeddings.map(() => 'text') });
    expect(vectors.map((vector) => vector.length)).toEqual(body.embeddings.map(({ values }: any) => values.length));
  });

  it.each(named(native))('%s', async (_id, recording) => {
    const { embeddings, embedding, meta, prompt_eval_count: read }: any = recording.response.body;
    const expected: number[][] = embedding ? [embedding] : (embeddings.float ?? embeddings.int8 ?? embeddings);
    upstream.serve(scriptOf(recording));
    const { vectors, usage } = await embed(recording.provider, { model: 'm', texts: expected.map(() => 'text') });
    expect(vectors.map((vector) => [...vector])).toEqual(expected.map((vector) => [...Float32Array.from(vector)]));
    expect(usage.input).toBe(read ?? meta?.billed_units.input_tokens);
  });

  it.each(named(good.filter(({ provider }) => provider === 'vertex')))('%s', async (_id, recording) => {
    const { predictions }: any = recording.response.body;
    upstream.serve(scriptOf(recording));
    const { vectors, usage, notes } = await embed('vertex', { model: 'text-embedding-005', texts: ['text'] });
    expect(vectors.map((vector) => [...vector])).toEqual(
      predictions.map(({ embeddings }: any) => [...Float32Array.from(embeddings.values)]),
    );
    expect(usage.input).toBe(predictions[0].embeddings.statistics.token_count);
    expect(notes).toEqual([]);
  });

  it.each(named(good.filter(({ provider }) => provider === 'huggingface')))('%s', async (_id, recording) => {
    const body: any = recording.response.body;
    upstream.serve(scriptOf(recording));
    const asked = embed('huggingface', { model: 'owner/name', texts: ['text'] });
    // A vector a token is none for the text.
    if (Array.isArray(body[0]?.[0])) await expect(asked).rejects.toMatchObject({ code: 'unsupported' });
    else expect([...((await asked).vectors[0] ?? [])]).toEqual([...Float32Array.from(body)]);
  });

  it.each(named(good.filter(({ provider }) => provider === 'perplexity')))('%s', async (_id, recording) => {
    const { data, usage }: any = recording.response.body;
    upstream.serve(scriptOf(recording));
    const result = await embed('perplexity', { model: recording.model, texts: data.map(() => 'text') });
    expect(result.vectors.map((vector) => [...vector])).toEqual(
      data.map(({ embedding }: any) => [...new Int8Array(Buffer.from(embedding, 'base64'))]),
    );
    expect(result.usage.input).toBe(usage.prompt_tokens);
  });

  it.each(named(nova))('%s', async (_id, recording) => {
    const { embeddings }: any = recording.response.body;
    const asked: any = recording.request?.body;
    upstream.serve(scriptOf(recording));
    const { text, embeddingDimension } = asked.singleEmbeddingParams;
    const { vectors, usage } = await embed('bedrock', {
      model: recording.model,
      texts: [text.value],
      dimensions: embeddingDimension,
    });
    expect([...(vectors[0] ?? [])]).toEqual([...Float32Array.from(embeddings[0].embedding)]);
    expect(usage.input).toBe(Number(recording.response.headers?.['x-amzn-bedrock-input-token-count']));
    expect(upstream.requests.at(-1)?.body).toEqual(asked);
  });

  it.each(named(failed))('%s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const failure = await embed(recording.provider, { model: 'm', texts: ['text'] }).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ status: recording.response.status });
  });
});

describe.runIf(hasShared)('emitted embedding requests', () => {
  it.each([
    ['openai', '/embeddings', 'text-embedding-3-small'],
    ['mistral', '/v1/embeddings', 'codestral-embed'],
    ['openrouter', '/embeddings', 'openai/text-embedding-3-small'],
    ['ollama', '/api/embed', 'embeddinggemma'],
    ['google', '/models/{modelsId}:batchEmbedContents', 'gemini-embedding-001'],
  ])('of %s fit the specification', async (provider, path, model) => {
    const check = requestCheck(provider, path);
    for (const more of [{}, { dimensions: 256 }, { inputType: 'query' as const }]) {
      upstream.serve({ headers: { 'content-type': 'application/json' }, chunks: ['{}'] });
      await embed(provider, { model, texts: ['a', 'b'], ...more }).catch(() => undefined);
      expect(check(upstream.requests.at(-1)?.body)).toEqual([]);
    }
  });
});
