import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { anthropicMessages } from '../wire/anthropic-messages/anthropic-messages.ts';

export default defineProvider({
  id: 'anthropic',
  name: 'Anthropic',
  docs: 'https://platform.claude.com/docs/en/api/messages',
  status: 'ga',
  checked: '2026-10-08',
  baseUrl: { global: 'https://api.anthropic.com/v1' },
  auth: header('x-api-key', 'ANTHROPIC_API_KEY'),
  headers: { 'anthropic-version': '2023-06-01' },
  capabilities: { chat: anthropicMessages() },
  defaults: { chat: 'claude-sonnet-5' },
});
