import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'llama-cpp',
  name: 'llama.cpp server',
  docs: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8080/v1' },
  auth: optionalBearer('LLAMA_CPP_API_KEY', 'LLAMA_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openWeights }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models', ownedBy: 'llamacpp' },
});
