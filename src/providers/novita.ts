import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { enableThinking } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'novita',
  name: 'Novita AI',
  docs: 'https://novita.ai/docs/api-reference/model-apis-llm-create-chat-completion',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.novita.ai/openai/v1' },
  auth: bearer('NOVITA_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: enableThinking() }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
  },
  defaults: { chat: 'zai-org/glm-5.2', embed: 'baai/bge-m3', rerank: 'baai/bge-reranker-v2-m3' },
  models: ['qwen/qwen3.7-max', 'inclusionai/ring-2.6-1t', 'inclusionai/ling-2.6-flash', 'deepseek/deepseek-v4-pro'],
});
