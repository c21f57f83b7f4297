import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'cursor',
  name: 'Cursor',
  docs: 'https://cursor.com/docs/context/mcp',
  checked: '2026-11-23',
  user: inJson('{home}/.cursor/mcp.json', ['mcpServers']),
  project: inJson('{project}/.cursor/mcp.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('url'),
  reference: (variable) => `\${env:${variable}}`,
  next: 'Switch it on in the MCP settings of Cursor.',
});
