import { defineClient } from '../client.ts';
import { inJson } from '../target.ts';
import gemini from './gemini-cli.ts';

export default defineClient({
  ...gemini,
  id: 'qwen-code',
  name: 'Qwen Code',
  docs: 'https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp/',
  user: inJson('{home}/.qwen/settings.json', ['mcpServers']),
  project: inJson('{project}/.qwen/settings.json', ['mcpServers']),
  next: 'Start Qwen Code anew; /mcp lists its servers.',
});
