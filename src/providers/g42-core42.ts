import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiReasoning, openaiTokenLimit } from '../wire/openai-chat/openai-models.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'g42-core42',
  name: 'Core42 Compass (G42): Jais and others',
  docs: 'https://www.core42.ai/test/chat-completion',
  status: 'enterprise-only',
  checked: '2026-10-08',
  category: 'regional',
  country: 'AE',
  baseUrl: { global: 'https://api.core42.ai/v1' },
  auth: header('api-key', 'CORE42_API_KEY', 'COMPASS_API_KEY'),
  capabilities: {
    chat: openaiChat({ tokenLimit: openaiTokenLimit, reasoning: openaiReasoning }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'jais-30b', embed: 'text-embedding-3-large' },
  models: ['gpt-oss-120b-core42', 'qwen3-14b', 'command-a-03-2025', 'gpt-5'],
});
