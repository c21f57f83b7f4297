import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'sglang',
  name: 'SGLang',
  docs: 'https://docs.sglang.ai',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:30000/v1' },
  auth: optionalBearer('SGLANG_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openWeights, always: () => ({ separate_reasoning: true }) }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models', ownedBy: 'sglang' },
});
