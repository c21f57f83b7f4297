import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { pineconeEmbed } from '../wire/embed/pinecone.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'pinecone-inference',
  name: 'Pinecone Inference',
  docs: 'https://docs.pinecone.io/reference/api',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.pinecone.io' },
  auth: header('Api-Key', 'PINECONE_API_KEY'),
  headers: { 'X-Pinecone-Api-Version': '2026-04' },
  capabilities: {
    embed: pineconeEmbed(),
    rerank: rerank({
      isObjects: true,
      limits: () => ({ passages: 100 }),
      always: { return_documents: false, parameters: { truncate: 'END' } },
    }),
  },
  defaults: { embed: 'llama-text-embed-v2', rerank: 'bge-reranker-v2-m3' },
});
