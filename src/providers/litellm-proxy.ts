import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { effortOrBudget } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { gptImages } from '../wire/openai-images/gpt-image.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'litellm-proxy',
  name: 'LiteLLM Proxy',
  docs: 'https://docs.litellm.ai/docs/simple_proxy',
  status: 'ga',
  checked: '2026-05-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'http://127.0.0.1:4000/v1' },
  auth: bearer('LITELLM_PROXY_API_KEY', 'LITELLM_MASTER_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortOrBudget(effortField(['none', 'minimal', 'low', 'medium', 'high']), (tokens) => ({
        thinking: { type: 'enabled', budget_tokens: tokens },
      })),
    }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    transcribe: openaiTranscribe(),
    speak: openaiAudioSpeak(),
    image: openaiImages(gptImages),
  },
  defaults: {},
  discover: { probe: '/models', models: '/models' },
});
