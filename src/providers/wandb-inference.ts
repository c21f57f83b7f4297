import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'wandb-inference',
  name: 'Weights & Biases Inference (CoreWeave)',
  docs: 'https://docs.wandb.ai/guides/integrations/inference/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.inference.wandb.ai/v1' },
  auth: bearer('WANDB_API_KEY'),
  headers: { 'OpenAI-Project': '${WANDB_ENTITY}/${WANDB_PROJECT}' },
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }) },
  defaults: { chat: 'zai-org/GLM-5.1' },
  models: [
    'nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-FP8',
    'MiniMaxAI/MiniMax-M2.5',
    'zai-org/GLM-5-FP8',
    'moonshotai/Kimi-K2.5',
  ],
});
