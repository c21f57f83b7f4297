import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel, templateSwitch } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'baseten',
  name: 'Baseten',
  docs: 'https://docs.baseten.co/inference/model-apis/overview',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://inference.baseten.co/v1' },
  auth: bearer('BASETEN_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel(
        [[/gpt-oss|DeepSeek-V4-Pro/, effortField(['low', 'medium', 'high'])]],
        templateSwitch('chat_template_args'),
      ),
    }),
  },
  defaults: { chat: 'zai-org/GLM-5.2' },
  models: [
    'moonshotai/Kimi-K2.7-Code',
    'nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B',
    'deepseek-ai/DeepSeek-V4-Pro',
    'moonshotai/Kimi-K2.6',
  ],
});
