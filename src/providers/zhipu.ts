import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { GLM_ERRORS, glmReasoning } from '../wire/openai-chat/glm.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'zhipu',
  name: 'Zhipu AI BigModel (GLM, China)',
  docs: 'https://docs.bigmodel.cn',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://open.bigmodel.cn/api/paas/v4', coding: 'https://open.bigmodel.cn/api/coding/paas/v4' },
  auth: bearer('ZHIPU_API_KEY', 'ZHIPUAI_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: glmReasoning,
      structured: () => 'json_object',
      errorWords: GLM_ERRORS,
    }),
    embed: openaiEmbeddings({ maxBatch: 64 }),
    rerank: rerank({ limits: () => ({ passages: 128 }) }),
    speak: openaiAudioSpeak({
      formats: () => ({ wav: 'wav', pcm: 'pcm' }),
      maxCharacters: () => 1024,
      voice: () => 'tongtong',
      pace: [0.5, 2],
    }),
  },
  defaults: { chat: 'glm-5.2', embed: 'embedding-3', rerank: 'rerank', speak: 'glm-tts' },
  models: ['glm-5v-turbo', 'glm-5.1', 'glm-5', 'glm-4.7-flash'],
});
