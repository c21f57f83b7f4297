import { defineClient, remoteAs, typedLocal } from '../client.ts';
import { inCodeFolder, inJson } from '../target.ts';

export default defineClient({
  id: 'vscode',
  name: 'VS Code',
  docs: 'https://code.visualstudio.com/docs/agents/reference/mcp-configuration',
  checked: '2026-11-23',
  user: inJson(inCodeFolder('mcp.json'), ['servers']),
  project: inJson('{project}/.vscode/mcp.json', ['servers']),
  local: typedLocal,
  remote: remoteAs('url', { type: 'http' }),
  reference: (variable) => `\${env:${variable}}`,
  next: 'Run "MCP: List Servers" in VS Code, and start it there.',
});
