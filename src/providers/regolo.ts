import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { regoloReasoning } from '../wire/openai-chat/hosts.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'regolo',
  name: 'Regolo AI',
  docs: 'https://docs.regolo.ai/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'IT',
  baseUrl: { global: 'https://api.regolo.ai/v1' },
  auth: bearer('REGOLO_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: regoloReasoning }), embed: openaiEmbeddings() },
  defaults: { chat: 'mistral-small-4-119b', embed: 'qwen3-embedding-8b' },
  models: ['minimax-m2.5', 'qwen3-coder-next', 'gpt-oss-20b', 'qwen3.5-122b'],
});
