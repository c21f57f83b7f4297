import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

/** What its models were trained to find before a question. */
const QUERY_PROMPT = 'Represent this sentence for searching relevant passages: ';

export default defineProvider({
  id: 'mixedbread',
  name: 'Mixedbread',
  docs: 'https://www.mixedbread.com/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'DE',
  baseUrl: { global: 'https://api.mixedbread.com/v1' },
  auth: bearer('MXBAI_API_KEY', 'MIXEDBREAD_API_KEY'),
  capabilities: {
    embed: openaiEmbeddings({
      maxBatch: 256,
      reads: (model) => (/mxbai-embed-(2d-)?large/.test(model) ? 512 : undefined),
      extra: ({ inputType }) => ({ normalized: true, prompt: inputType === 'query' ? QUERY_PROMPT : undefined }),
    }),
    rerank: rerank({ path: '/reranking', passagesField: 'input', topField: 'top_k', always: { return_input: false } }),
  },
  defaults: { rerank: 'mixedbread-ai/mxbai-rerank-large-v2', embed: 'mixedbread-ai/mxbai-embed-large-v1' },
  probe: '/stores',
});
