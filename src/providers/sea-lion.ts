import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, onOff } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'sea-lion',
  name: 'AI Singapore SEA-LION',
  docs: 'https://docs.sea-lion.ai/guides/inferencing/api',
  status: 'preview',
  checked: '2026-10-08',
  category: 'regional',
  country: 'SG',
  baseUrl: { global: 'https://api.sea-lion.ai/v1' },
  auth: bearer('SEA_LION_API_KEY'),
  capabilities: {
    chat: openaiChat({
      reasoning: byModel([
        [/v3\.5.*-R$/, onOff((isOn) => ({ chat_template_kwargs: { thinking_mode: isOn ? 'on' : 'off' } }))],
      ]),
      structured: () => 'prompt',
    }),
  },
  defaults: { chat: 'aisingapore/Gemma-SEA-LION-v4-27B-IT' },
  models: [
    'aisingapore/Qwen-SEA-LION-v4-32B-IT',
    'aisingapore/Llama-SEA-LION-v3.5-70B-R',
    'aisingapore/Gemma-SEA-LION-v3-9B-IT',
  ],
});
