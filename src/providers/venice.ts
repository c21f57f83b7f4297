import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { veniceImage } from '../wire/image-lists.ts';
import { veniceReasoning } from '../wire/openai-chat/hosts.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'venice',
  name: 'Venice AI',
  docs: 'https://docs.venice.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://api.venice.ai/api/v1' },
  auth: bearer('VENICE_API_KEY', 'VENICE_AI_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: veniceReasoning, statesCost: true }),
    embed: openaiEmbeddings(),
    image: veniceImage(),
  },
  defaults: { chat: 'zai-org-glm-5-2', embed: 'text-embedding-bge-m3', image: 'venice-sd35' },
  models: ['kimi-k2-7-code', 'minimax-m3-preview', 'xiaomi-mimo-v2-5', 'claude-fable-5'],
});
