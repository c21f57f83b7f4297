import { anyOf, header, sigv4 } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { anthropicMessages } from '../wire/anthropic-messages/anthropic-messages.ts';

export default defineProvider({
  id: 'claude-on-aws',
  name: 'Claude Platform on AWS',
  docs: 'https://platform.claude.com/docs',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://aws-external-anthropic.{region}.api.aws/v1' },
  auth: anyOf(header('x-api-key', 'ANTHROPIC_AWS_API_KEY'), sigv4('aws-external-anthropic')),
  settings: {
    region: { env: ['AWS_REGION', 'AWS_DEFAULT_REGION'], default: 'us-east-1' },
    workspace: { env: ['ANTHROPIC_AWS_WORKSPACE_ID'], required: true },
  },
  headers: { 'anthropic-version': '2023-06-01', 'anthropic-workspace-id': '${ANTHROPIC_AWS_WORKSPACE_ID}' },
  capabilities: { chat: anthropicMessages() },
  defaults: { chat: 'claude-sonnet-5' },
});
