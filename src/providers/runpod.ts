import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { templateReasoning } from '../wire/openai-chat/hosted-reasoning.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'runpod',
  name: 'RunPod Serverless',
  docs: 'https://docs.runpod.io/serverless/vllm/openai-compatibility',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.runpod.ai/v2/{endpointId}/openai/v1' },
  auth: bearer('RUNPOD_API_KEY'),
  settings: { endpointId: { env: ['RUNPOD_ENDPOINT_ID'] } },
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: templateReasoning }) },
  // A worker serves the model that its owner loaded; this is the one of RunPod's own guide.
  defaults: { chat: 'mistralai/Mistral-7B-Instruct-v0.2' },
});
