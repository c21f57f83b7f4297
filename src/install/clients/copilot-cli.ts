import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

const TOOLS = { tools: ['*'] };

export default defineClient({
  id: 'copilot-cli',
  name: 'GitHub Copilot CLI',
  docs: 'https://docs.github.com/en/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers',
  checked: '2026-11-23',
  user: inJson('{home}/.copilot/mcp-config.json', ['mcpServers'], {
    movedBy: { variable: 'COPILOT_HOME', file: 'mcp-config.json' },
  }),
  project: inJson('{project}/.mcp.json', ['mcpServers']),
  local: (launch) => ({ type: 'local', ...plainLocal(launch), ...TOOLS }),
  remote: remoteAs('url', { type: 'http', ...TOOLS }),
  reference: (variable) => `\${${variable}}`,
  next: 'Start Copilot anew; /mcp show lists its servers.',
});
