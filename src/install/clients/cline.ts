import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'cline',
  name: 'Cline',
  docs: 'https://docs.cline.bot/mcp/mcp-overview',
  checked: '2026-11-23',
  user: inJson('{home}/.cline/data/settings/cline_mcp_settings.json', ['mcpServers'], {
    movedBy: { variable: 'CLINE_MCP_SETTINGS_PATH', file: '' },
  }),
  local: plainLocal,
  remote: remoteAs('url', { type: 'streamableHttp' }),
  next: 'Cline starts it at once; its MCP panel shows it.',
});
