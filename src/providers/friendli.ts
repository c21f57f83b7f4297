import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'friendli',
  name: 'FriendliAI',
  docs: 'https://friendli.ai/docs/guides/reasoning',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'KR',
  baseUrl: { global: 'https://api.friendli.ai/serverless/v1', dedicated: 'https://api.friendli.ai/dedicated/v1' },
  auth: bearer('FRIENDLI_TOKEN', 'FRIENDLIAI_API_KEY'),
  headers: { 'X-Friendli-Team': '${FRIENDLI_TEAM}' },
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }) },
  defaults: { chat: 'zai-org/GLM-5.2' },
  models: ['zai-org/GLM-5.1', 'google/gemma-4-31B-it', 'MiniMaxAI/MiniMax-M2.5', 'zai-org/GLM-5'],
});
