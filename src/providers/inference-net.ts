import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'inference-net',
  name: 'Inference.net',
  docs: 'https://docs.inference.net',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.inference.net/v1' },
  auth: bearer('INFERENCE_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: { chat: 'qwen/qwen-2.5-7b-vision-instruct' },
  models: [
    'osmosis/osmosis-structure-0.6b',
    'google/gemma-3',
    'mistral/mistral-nemo-12b-instruct',
    'meta/llama-3.1-8b-instruct',
  ],
});
