import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'devin-desktop',
  name: 'Devin Desktop',
  docs: 'https://docs.devin.ai',
  checked: '2026-11-23',
  user: inJson(
    {
      linux: '{home}/.config/devin/mcp_config.json',
      darwin: '{home}/.config/devin/mcp_config.json',
      win32: '{roaming}/devin/mcp_config.json',
    },
    ['mcpServers'],
  ),
  project: inJson('{project}/.devin/mcp_config.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('url'),
  next: 'Refresh the MCP list in Devin Desktop.',
});
