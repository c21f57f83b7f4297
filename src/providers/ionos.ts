import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'ionos',
  name: 'IONOS AI Model Hub',
  docs: 'https://docs.ionos.com/cloud/ai/ai-model-hub',
  status: 'ga',
  checked: '2026-10-08',
  category: 'european',
  country: 'DE',
  baseUrl: { global: 'https://openai.inference.de-txl.ionos.com/v1' },
  auth: bearer('IONOS_API_TOKEN', 'IONOS_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel([[/gpt-oss/, effortField(['low', 'medium', 'high'])]]),
      structured: () => 'json_object',
    }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'openai/gpt-oss-120b', embed: 'BAAI/bge-m3' },
  models: [
    'meta-llama/Llama-3.3-70B-Instruct',
    'mistralai/Mistral-Small-24B-Instruct',
    'meta-llama/Meta-Llama-3.1-8B-Instruct',
  ],
});
