import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { noControl } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'clarifai',
  name: 'Clarifai',
  docs: 'https://docs.clarifai.com/compute/inference/open-ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.clarifai.com/v2/ext/openai/v1' },
  auth: bearer('CLARIFAI_PAT', 'CLARIFAI_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: noControl }) },
  defaults: { chat: 'moonshotai/chat-completion/models/Kimi-K2_6' },
  models: [
    'minimaxai/chat-completion/models/MiniMax-M2_5-high-throughput',
    'mistralai/completion/models/Ministral-3-14B-Reasoning-2512',
    'arcee_ai/AFM/models/trinity-mini',
    'mistralai/completion/models/Ministral-3-3B-Reasoning-2512',
  ],
});
