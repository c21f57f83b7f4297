import { anyOf, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { anthropicMessages } from '../wire/anthropic-messages/anthropic-messages.ts';
import { entra, entraTenant } from './_entra.ts';

export default defineProvider({
  id: 'claude-on-foundry',
  name: 'Claude in Microsoft Foundry',
  docs: 'https://platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  // A model is named by its deployment.
  baseUrl: { global: 'https://{resource}.services.ai.azure.com/anthropic/v1' },
  auth: anyOf(header('x-api-key', 'ANTHROPIC_FOUNDRY_API_KEY'), entra),
  settings: { resource: { env: ['ANTHROPIC_FOUNDRY_RESOURCE'] }, tenant: entraTenant },
  headers: { 'anthropic-version': '2023-06-01' },
  capabilities: { chat: anthropicMessages() },
  defaults: { chat: 'claude-sonnet-5' },
});
