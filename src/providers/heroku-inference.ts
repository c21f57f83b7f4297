import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { extendedThinking } from '../wire/openai-chat/hosts.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'heroku-inference',
  name: 'Heroku Managed Inference',
  docs: 'https://devcenter.heroku.com/articles/heroku-inference-api-v1-chat-completions',
  status: 'ga',
  checked: '2026-05-02',
  category: 'cloud',
  country: 'US',
  baseUrl: { us: 'https://us.inference.heroku.com/v1', eu: 'https://eu.inference.heroku.com/v1' },
  auth: bearer('INFERENCE_KEY', 'HEROKU_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: byModel([[/claude/, extendedThinking]]) }) },
  defaults: { chat: 'claude-4-5-sonnet' },
  models: ['claude-4-sonnet', 'gpt-oss-120b', 'nova-pro'],
});
