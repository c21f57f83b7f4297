import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { byContext } from '../wire/embed/contextual.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { perplexitySearch } from '../wire/search/assistants.ts';
import { signedBytes } from '../wire/vectors.ts';

export default defineProvider({
  id: 'perplexity',
  name: 'Perplexity Sonar',
  docs: 'https://docs.perplexity.ai',
  status: 'ga',
  checked: '2026-08-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.perplexity.ai' },
  auth: bearer('PERPLEXITY_API_KEY', 'PERPLEXITYAI_API_KEY'),
  capabilities: {
    chat: openaiChat({
      takesTools: () => false,
      reasoning: byModel([[/reasoning|deep-research/, effortField(['minimal', 'low', 'medium', 'high'])]]),
      statesCost: true,
    }),
    search: perplexitySearch(),
    // https://docs.perplexity.ai/docs/embeddings, read 2026-11-22.
    embed: byContext(
      openaiEmbeddings({
        path: '/v1/embeddings',
        vector: signedBytes,
        batchOf: () => ({ texts: 512, tokens: 120_000 }),
      }),
      {
        path: '/v1/contextualizedembeddings',
        inputField: 'input',
        dimensionsField: 'dimensions',
        vector: signedBytes,
        maxBatch: 512,
        tokens: 120_000,
      },
    ),
  },
  defaults: { search: 'web', chat: 'sonar', embed: 'pplx-embed-v1-0.6b' },
  models: ['sonar-pro', 'sonar-reasoning-pro', 'sonar-deep-research'],
});
