import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'ollama',
  name: 'Ollama',
  docs: 'https://docs.ollama.com',
  status: 'ga',
  checked: '2026-08-30',
  baseUrl: { global: 'http://127.0.0.1:11434/v1' },
  auth: optionalBearer('OLLAMA_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: effortField(['none', 'low', 'medium', 'high', 'max']) }),
    embed: openaiEmbeddings({ maxBatch: 512 }),
  },
  defaults: { chat: 'gpt-oss:20b', embed: 'embeddinggemma' },
  local: true,
  discover: { probe: '/models', models: '/models' },
});
