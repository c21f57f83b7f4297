import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'foundry-local',
  name: 'Foundry Local',
  docs: 'https://learn.microsoft.com/azure/foundry-local/',
  status: 'preview',
  checked: '2026-11-23',
  category: 'local',
  country: 'US',
  // Its usual port once; now each start takes another, which only its own program knows.
  baseUrl: { global: 'http://127.0.0.1:5273/v1' },
  server: {
    env: ['FOUNDRY_LOCAL_ENDPOINT'],
    path: '/v1',
    told: {
      names: ['foundry'],
      questions: [
        ['service', 'status'],
        ['server', 'status'],
      ],
    },
  },
  auth: noAuth,
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }) },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
