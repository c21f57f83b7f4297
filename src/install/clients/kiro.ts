import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'kiro',
  name: 'Kiro',
  docs: 'https://kiro.dev/docs/mcp/configuration',
  checked: '2026-11-23',
  user: inJson('{home}/.kiro/settings/mcp.json', ['mcpServers']),
  project: inJson('{project}/.kiro/settings/mcp.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('url'),
  reference: (variable) => `\${${variable}}`,
  next: 'Kiro connects when the file is saved; its MCP panel shows it.',
});
