import { defineClient, plainLocal } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'antigravity',
  name: 'Antigravity',
  docs: 'https://antigravity.google/docs/mcp',
  checked: '2026-11-23',
  user: inJson('{home}/.gemini/config/mcp_config.json', ['mcpServers']),
  local: plainLocal,
  next: 'Refresh the servers in Antigravity; agy mcp list shows them.',
  remoteInstead: 'Remote servers: agy mcp add NAME URL.',
});
