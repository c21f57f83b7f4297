import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'windsurf',
  name: 'Windsurf',
  docs: 'https://docs.windsurf.com/windsurf/cascade/mcp',
  checked: '2026-11-23',
  user: inJson('{home}/.codeium/windsurf/mcp_config.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('serverUrl'),
  reference: (variable) => `\${env:${variable}}`,
  next: 'Refresh the servers in the MCP settings of Cascade. Devin Desktop, as it is called since June 2026, reads another file: install devin-desktop.',
});
