import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'gemini-cli',
  name: 'Gemini CLI',
  docs: 'https://geminicli.com/docs/tools/mcp-server/',
  checked: '2026-11-23',
  user: inJson('{home}/.gemini/settings.json', ['mcpServers']),
  project: inJson('{project}/.gemini/settings.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('httpUrl'),
  reference: (variable) => `\${${variable}}`,
  next: 'Start Gemini CLI anew; /mcp lists its servers.',
});
