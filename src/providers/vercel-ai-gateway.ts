import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openrouterReasoning } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'vercel-ai-gateway',
  name: 'Vercel AI Gateway',
  docs: 'https://vercel.com/docs/ai-gateway',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://ai-gateway.vercel.sh/v1' },
  auth: bearer('AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openrouterReasoning, statesCost: true }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'anthropic/claude-sonnet-5', embed: 'google/gemini-embedding-2' },
  models: ['sakana/fugu-ultra', 'zai/glm-5.2', 'zai/glm-5.2-fast', 'moonshotai/kimi-k2.7-code-highspeed'],
});
