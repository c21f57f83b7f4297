import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'llamafile',
  name: 'llamafile',
  docs: 'https://github.com/mozilla-ai/llamafile',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  // Port 8080 is llama.cpp's too, so it has to be named.
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['LLAMAFILE_BASE_URL'] } },
  auth: noAuth,
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }) },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
