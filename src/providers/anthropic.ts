import { anyOf, bearer, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { anthropicMessages } from '../wire/anthropic-messages/anthropic-messages.ts';

export default defineProvider({
  id: 'anthropic',
  name: 'Anthropic',
  docs: 'https://platform.claude.com/docs/en/api/messages',
  status: 'ga',
  checked: '2026-10-08',
  category: 'major',
  country: 'US',
  baseUrl: { global: 'https://api.anthropic.com/v1' },
  auth: anyOf(header('x-api-key', 'ANTHROPIC_API_KEY'), bearer('ANTHROPIC_AUTH_TOKEN')),
  headers: { 'anthropic-version': '2023-06-01' },
  capabilities: { chat: anthropicMessages() },
  defaults: { chat: 'claude-sonnet-5' },
});
