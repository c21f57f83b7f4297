import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiTokenLimit } from '../wire/openai-chat/openai-models.ts';

export default defineProvider({
  id: 'datarobot',
  name: 'DataRobot LLM gateway',
  docs: 'https://docs.datarobot.com/',
  status: 'enterprise-only',
  checked: '2026-05-02',
  category: 'enterprise',
  country: 'US',
  baseUrl: {
    global: 'https://app.datarobot.com/api/v2/genai/llmgw',
    eu: 'https://app.eu.datarobot.com/api/v2/genai/llmgw',
  },
  auth: bearer('DATAROBOT_API_TOKEN', 'DATAROBOT_API_KEY'),
  capabilities: { chat: openaiChat({ tokenLimit: openaiTokenLimit }) },
  defaults: { chat: 'azure/gpt-5.5' },
  models: ['bedrock/anthropic.claude-sonnet-5', 'vertex_ai/gemini-3.1-pro-preview'],
});
