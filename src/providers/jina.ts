import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { jinaEmbed } from '../wire/embed/jina.ts';
import { rerank } from '../wire/rerank/rerank.ts';
import { jinaSearch } from '../wire/search/assistants.ts';

export default defineProvider({
  id: 'jina',
  name: 'Jina AI',
  docs: 'https://jina.ai/embeddings',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'DE',
  baseUrl: { global: 'https://api.jina.ai/v1' },
  hosts: { search: { url: 'https://s.jina.ai' } },
  auth: bearer('JINA_API_KEY', 'JINA_AI_API_KEY'),
  capabilities: {
    embed: jinaEmbed(),
    search: jinaSearch(),
    rerank: rerank({
      // The third generation reads all passages at once.
      limits: (model) => ({ passages: 500, isListwise: /reranker-v3/.test(model) }),
      always: { return_documents: false },
    }),
  },
  defaults: { search: 'web', embed: 'jina-embeddings-v5-text-small', rerank: 'jina-reranker-v3' },
});
