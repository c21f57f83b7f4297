import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'gpt4all',
  name: 'GPT4All',
  docs: 'https://docs.gpt4all.io/gpt4all_api_server/home.html',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:4891/v1' },
  auth: noAuth,
  capabilities: { chat: openaiChat({ streams: () => false, structured: () => 'prompt', takesTools: () => false }) },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
