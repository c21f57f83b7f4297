import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'stackit',
  name: 'STACKIT AI Model Serving',
  docs: 'https://docs.stackit.cloud/products/data-and-ai/ai-model-serving/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'DE',
  baseUrl: { global: 'https://api.openai-compat.model-serving.eu01.onstackit.cloud/v1' },
  auth: bearer('STACKIT_API_KEY', 'STACKIT_AI_MODEL_SERVING_AUTH_TOKEN'),
  capabilities: { chat: openaiChat({ streamUsage: true }), embed: openaiEmbeddings() },
  defaults: { chat: 'openai/gpt-oss-120b', embed: 'Qwen/Qwen3-VL-Embedding-8B' },
  models: [
    'cortecs/Llama-3.3-70B-Instruct-FP8-Dynamic',
    'Qwen/Qwen3-VL-235B-A22B-Instruct-FP8',
    'neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8',
    'neuralmagic/Mistral-Nemo-Instruct-2407-FP8',
  ],
});
