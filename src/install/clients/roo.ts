import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inCodeFolder, inJson } from '../target.ts';

export default defineClient({
  id: 'roo',
  name: 'Roo Code',
  docs: 'https://docs.roocode.com/features/mcp/using-mcp-in-roo',
  checked: '2026-11-23',
  user: inJson(inCodeFolder('globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'), ['mcpServers']),
  project: inJson('{project}/.roo/mcp.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('url', { type: 'streamable-http' }),
  reference: (variable) => `\${env:${variable}}`,
  next: 'Roo Code starts it at once; its MCP view shows it.',
});
