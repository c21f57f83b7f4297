import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiResponses } from '../wire/openai-responses/openai-responses.ts';
import { museReasoningObject } from '../wire/openai-responses/reasoning.ts';

export default defineProvider({
  id: 'meta-model-api',
  name: 'Meta Model API',
  docs: 'https://dev.meta.ai/docs',
  status: 'preview',
  checked: '2026-10-08',
  category: 'major',
  country: 'US',
  baseUrl: { global: 'https://api.meta.ai/v1' },
  auth: bearer('MODEL_API_KEY', 'META_API_KEY'),
  capabilities: {
    chat: openaiResponses({
      encryptsReasoning: () => true,
      reasoning: museReasoningObject,
      choosesTools: false,
      chatDoor: { dialect: { requiredTool: undefined } },
    }),
  },
  defaults: { chat: 'muse-spark-1.3' },
});
