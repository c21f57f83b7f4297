import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'lm-studio',
  name: 'LM Studio',
  docs: 'https://lmstudio.ai/docs/app/mcp',
  checked: '2026-11-23',
  user: inJson('{home}/.lmstudio/mcp.json', ['mcpServers']),
  local: plainLocal,
  remote: remoteAs('url'),
  next: 'Switch it on in the Program tab of LM Studio.',
});
