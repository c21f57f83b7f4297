import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { cloudflareImage } from '../wire/cloudflare-image.ts';
import { cloudflareRun } from '../wire/cloudflare-run.ts';
import { cloudflareSpeak } from '../wire/cloudflare-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { cloudflareRerank } from '../wire/rerank/vendors.ts';

export default defineProvider({
  id: 'cloudflare-workers-ai',
  name: 'Cloudflare Workers AI',
  docs: 'https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1' },
  // Models that speak OpenAI's wire stand below `v1`, all others beside it.
  hosts: { run: { url: 'https://api.cloudflare.com/client/v4/accounts/{account}/ai' } },
  settings: { account: { env: ['CLOUDFLARE_ACCOUNT_ID'] } },
  auth: bearer('CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      // Lists of parts are a 400 in the turns that follow a tool call.
      contentParts: () => false,
      reasoning: effortField(['low', 'medium', 'high']),
    }),
    rerank: cloudflareRerank(),
    embed: openaiEmbeddings({ maxBatch: 100 }),
    transcribe: cloudflareRun(),
    speak: cloudflareSpeak(),
    image: cloudflareImage(),
  },
  defaults: {
    rerank: '@cf/baai/bge-reranker-base',
    chat: '@cf/zai-org/glm-5.2',
    embed: '@cf/baai/bge-m3',
    transcribe: '@cf/openai/whisper-large-v3-turbo',
    speak: '@cf/deepgram/aura-1',
    image: '@cf/black-forest-labs/flux-1-schnell',
  },
  models: [
    '@cf/moonshotai/kimi-k2.7-code',
    '@cf/moonshotai/kimi-k2.6',
    '@cf/google/gemma-4-26b-a4b-it',
    '@cf/nvidia/nemotron-3-120b-a12b',
  ],
});
