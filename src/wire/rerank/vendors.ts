import type { CapabilityFactory } from '../../core/provider.ts';
import { readAwsFailure } from '../aws-error.ts';
import { defined, list, record } from '../read.ts';
import { rerankOver } from './rerank-wire.ts';

/** Text Embeddings Inference: the one model that it has loaded, scores between 0 and 1. It always ranks all. */
export const teiRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: () => ({ passages: 32 }),
    encode: ({ query, passages }) => ({ path: '/rerank', body: { query, texts: passages, truncate: true } }),
  });

/** Rerankers on Workers AI: https://developers.cloudflare.com/workers-ai/models/bge-reranker-base/. */
export const cloudflareRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: () => ({ passages: 100 }),
    encode: ({ model, query, passages, top }) => ({
      path: `/run/${model}`,
      host: 'run',
      body: defined({ query, contexts: passages.map((text) => ({ text })), top_k: top ?? passages.length }),
    }),
  });

/** NVIDIA's hosted rerankers: a path a model, scores as logits. https://docs.api.nvidia.com/nim/reference, read 2026-11-22. */
export const nvidiaRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: () => ({ passages: 512 }),
    encode: ({ model, query, passages }) => ({
      path: `/retrieval/${model.replaceAll('.', '_')}/reranking`,
      host: 'retrieval',
      body: { model, query: { text: query }, passages: passages.map((text) => ({ text })), truncate: 'END' },
    }),
  });

/** DeepInfra's rerankers take pairs: the query once for each passage. https://deepinfra.com/Qwen/Qwen3-Reranker-0.6B/api. */
export const deepinfraRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: () => ({ passages: 256 }),
    encode: ({ model, query, passages }) => ({
      path: `/inference/${model}`,
      host: 'inference',
      body: { queries: passages.map(() => query), documents: passages },
    }),
    ranked: (body) => list(record(body)?.scores).map((score, index) => ({ index, score })),
  });

/**
 * Alibaba's rerankers: the third generation of text speaks the common wire, the others their own.
 * https://www.alibabacloud.com/help/en/model-studio/text-rerank-api, read 2026-11-22.
 */
export const alibabaRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: (model) => ({ passages: /-vl-/.test(model) ? 100 : 500, tokens: /^gte/.test(model) ? 30_000 : 120_000 }),
    encode: ({ model, query, passages, top }) =>
      /^qwen\d+-rerank/.test(model)
        ? {
            path: '/compatible-api/v1/reranks',
            host: 'root',
            body: defined({ model, query, documents: passages, top_n: top }),
          }
        : {
            path: '/api/v1/services/rerank/text-rerank/text-rerank',
            host: 'root',
            body: {
              model,
              input: { query, documents: passages },
              parameters: defined({ top_n: top, return_documents: false }),
            },
          },
  });

/** Rerankers on Bedrock, by the model's own body. */
export const bedrockRerank = (): CapabilityFactory<'rerank'> =>
  rerankOver({
    limits: () => ({ passages: 1000 }),
    encode: ({ model, query, passages, top }) => ({
      path: `/model/${encodeURIComponent(model)}/invoke`,
      body: {
        query,
        documents: passages,
        ...(/cohere/.test(model) && { api_version: 2 }),
        // Without it Cohere's model is refused and Amazon's gives only some.
        top_n: top ?? passages.length,
      },
    }),
    decodeError: readAwsFailure,
  });
