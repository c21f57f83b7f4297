import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'tinfoil',
  name: 'Tinfoil (confidential inference)',
  docs: 'https://docs.tinfoil.sh',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://inference.tinfoil.sh/v1' },
  auth: bearer('TINFOIL_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }), embed: openaiEmbeddings() },
  defaults: { chat: 'glm-5-2', embed: 'nomic-embed-text' },
  models: ['kimi-k2-6', 'gemma4-31b', 'gpt-oss-120b', 'llama3-3-70b'],
});
