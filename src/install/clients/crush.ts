import { defineClient, remoteAs, typedLocal } from '../client.ts';
import { inJson } from '../target.ts';

export default defineClient({
  id: 'crush',
  name: 'Crush',
  docs: 'https://github.com/charmbracelet/crush#mcps',
  checked: '2026-11-23',
  user: inJson(
    { linux: '{config}/crush/crush.json', darwin: '{config}/crush/crush.json', win32: '{local}/crush/crush.json' },
    ['mcp'],
  ),
  project: inJson(['{project}/.crush.json', '{project}/crush.json'], ['mcp']),
  local: typedLocal,
  remote: remoteAs('url', { type: 'http' }),
  reference: (variable) => `$${variable}`,
  next: 'Start Crush anew.',
});
