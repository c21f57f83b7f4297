import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { nebiusImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';

export default defineProvider({
  id: 'nebius',
  name: 'Nebius Token Factory',
  docs: 'https://docs.tokenfactory.nebius.com',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'NL',
  baseUrl: { global: 'https://api.tokenfactory.nebius.com/v1' },
  auth: bearer('NEBIUS_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: effortField(['low', 'medium', 'high']) }),
    embed: openaiEmbeddings(),
    image: openaiImages(nebiusImages),
  },
  defaults: { chat: 'zai-org/GLM-5.2', embed: 'Qwen/Qwen3-Embedding-8B', image: 'black-forest-labs/flux-schnell' },
  models: [
    'deepseek-ai/DeepSeek-V4-Pro',
    'nvidia/nemotron-3-super-120b-a12b',
    'NousResearch/Hermes-4-405B',
    'NousResearch/Hermes-4-70B',
  ],
});
