import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'lm-studio',
  name: 'LM Studio',
  docs: 'https://lmstudio.ai/docs/developer',
  status: 'ga',
  checked: '2026-07-02',
  category: 'local',
  country: 'US',
  baseUrl: { global: 'http://127.0.0.1:1234/v1' },
  server: { env: ['LMSTUDIO_BASE_URL'] },
  auth: optionalBearer('LMSTUDIO_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }), embed: openaiEmbeddings() },
  defaults: { chat: 'openai/gpt-oss-20b', embed: 'text-embedding-nomic-embed-text-v1.5' },
  models: ['qwen/qwen3-30b-a3b-2507', 'qwen/qwen3-coder-30b'],
  local: true,
  discover: { probe: '/models', models: '/models' },
});
