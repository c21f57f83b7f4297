import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { byContext } from '../wire/embed/contextual.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

/** Tokens of one request: https://docs.voyageai.com/reference/embeddings-api. */
function tokensOf(model: string): number {
  if (/lite/.test(model)) return 1_000_000;
  return /voyage-4$|voyage-3\.5$|voyage-2/.test(model) ? 320_000 : 120_000;
}

const inputType = (purpose: 'query' | 'document') => ({ input_type: purpose });

export default defineProvider({
  id: 'voyage',
  name: 'Voyage AI',
  docs: 'https://docs.voyageai.com/reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  // Keys that MongoDB gave (`al-…`) are good at its own address alone.
  baseUrl: { global: 'https://api.voyageai.com/v1', mongodb: 'https://ai.mongodb.com/v1' },
  auth: bearer('VOYAGE_API_KEY'),
  capabilities: {
    embed: byContext(
      openaiEmbeddings({
        dimensionsField: () => 'output_dimension',
        inputType,
        batchOf: (model) => ({ texts: 1000, tokens: tokensOf(model) }),
        reads: (model) => (/law-2|code-2/.test(model) ? 16_000 : 32_000),
        base64: true,
      }),
      {
        path: '/contextualizedembeddings',
        inputField: 'inputs',
        dimensionsField: 'output_dimension',
        inputType,
        maxBatch: 1000,
        tokens: 120_000,
      },
    ),
    rerank: rerank({
      topField: 'top_k',
      limits: () => ({ passages: 1000, tokens: 600_000 }),
      always: { truncation: true },
    }),
  },
  defaults: { embed: 'voyage-4', rerank: 'rerank-2.5' },
});
