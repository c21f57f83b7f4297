import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { onOff } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'sensenova',
  name: 'SenseTime SenseNova',
  docs: 'https://www.sensecore.cn/help/docs/model-as-a-service/nova',
  status: 'ga',
  checked: '2026-10-08',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.sensenova.cn/compatible-mode/v2' },
  auth: bearer('SENSENOVA_API_KEY'),
  capabilities: {
    chat: openaiChat({ reasoning: onOff((isOn) => ({ thinking: { enabled: isOn } })), structured: () => 'prompt' }),
  },
  defaults: { chat: 'SenseNova-V6-5-Pro' },
  models: ['SenseNova-V6-5-Turbo'],
});
