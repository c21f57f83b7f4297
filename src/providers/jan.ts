import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'jan',
  name: 'Jan',
  docs: 'https://jan.ai/docs/api-server',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:1337/v1' },
  auth: optionalBearer('JAN_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }) },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
