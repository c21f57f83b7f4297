import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'writer',
  name: 'Writer (Palmyra)',
  docs: 'https://dev.writer.com/api-reference/completion-api/chat-completion',
  status: 'ga',
  checked: '2026-10-08',
  category: 'enterprise',
  country: 'US',
  baseUrl: { global: 'https://api.writer.com/v1' },
  auth: bearer('WRITER_API_KEY'),
  capabilities: { chat: openaiChat({ path: '/chat', streamUsage: true, toolChoice: (value) => ({ value }) }) },
  defaults: { chat: 'palmyra-x5' },
  models: ['palmyra-x4', 'palmyra-fin', 'palmyra-med', 'palmyra-creative'],
});
