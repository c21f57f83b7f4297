import { defineClient, plainLocal } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'junie',
  name: 'Junie (JetBrains)',
  docs: 'https://www.jetbrains.com/help/junie/model-context-protocol-mcp.html',
  checked: '2026-11-23',
  user: inJson('{home}/.junie/mcp/mcp.json', ['mcpServers']),
  project: inJson('{project}/.junie/mcp/mcp.json', ['mcpServers']),
  local: plainLocal,
  next: 'It appears in the settings of the IDE, under Junie, MCP Settings.',
  remoteInstead: 'Its documentation names local servers only.',
});
