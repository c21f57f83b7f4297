import { defineClient, remoteAs, typedLocal } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'claude-code',
  name: 'Claude Code',
  docs: 'https://code.claude.com/docs/en/mcp',
  checked: '2026-11-23',
  user: inJson('{home}/.claude.json', ['mcpServers'], {
    movedBy: { variable: 'CLAUDE_CONFIG_DIR', file: '.claude.json' },
  }),
  project: inJson('{project}/.mcp.json', ['mcpServers']),
  local: typedLocal,
  remote: remoteAs('url', { type: 'http' }),
  reference: (variable) => `\${${variable}}`,
  next: 'Start a new session; /mcp lists its servers.',
});
