import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'evroc',
  name: 'evroc Think',
  docs: 'https://docs.evroc.com/products/think/overview.html',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'SE',
  baseUrl: { global: 'https://models.think.evroc.com/v1' },
  auth: bearer('EVROC_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }), embed: openaiEmbeddings() },
  defaults: { chat: 'evroc/roc', embed: 'Qwen/Qwen3-Embedding-8B' },
  models: [
    'mistralai/Mistral-Medium-3.5-128B',
    'moonshotai/Kimi-K2.6',
    'Qwen/Qwen3.6-35B-A3B-FP8',
    'google/gemma-4-26B-A4B-it',
  ],
});
