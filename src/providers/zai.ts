import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { GLM_ERRORS, glmReasoning } from '../wire/openai-chat/glm.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'zai',
  name: 'Z.AI (GLM, international)',
  docs: 'https://docs.z.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.z.ai/api/paas/v4', coding: 'https://api.z.ai/api/coding/paas/v4' },
  auth: bearer('ZAI_API_KEY', 'ZHIPU_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: glmReasoning,
      structured: () => 'json_object',
      errorWords: GLM_ERRORS,
    }),
  },
  defaults: { chat: 'glm-5.2' },
  models: ['glm-5.1', 'glm-5v-turbo', 'glm-5-turbo', 'glm-5'],
});
