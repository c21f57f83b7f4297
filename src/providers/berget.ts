import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel, thinkingType } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'berget',
  name: 'Berget AI',
  docs: 'https://api.berget.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'SE',
  baseUrl: { global: 'https://api.berget.ai/v1' },
  auth: bearer('BERGET_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel([[/Kimi/, thinkingType()]], effortField(['none', 'low', 'medium', 'high'])),
    }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'zai-org/GLM-5.2', embed: 'intfloat/multilingual-e5-large' },
  models: ['moonshotai/Kimi-K2.6', 'mistralai/Mistral-Medium-3.5-128B', 'google/gemma-4-31B-it', 'zai-org/GLM-4.7'],
});
