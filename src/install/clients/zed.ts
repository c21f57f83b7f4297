import { defineClient, plainLocal, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

const SOURCE = { source: 'custom' }; // Versions of 2025 ask for it; later ones ignore it.

export default defineClient({
  id: 'zed',
  name: 'Zed',
  docs: 'https://zed.dev/docs/ai/mcp',
  checked: '2026-11-23',
  user: inJson(
    {
      linux: '{config}/zed/settings.json',
      darwin: '{home}/.config/zed/settings.json',
      win32: '{roaming}/Zed/settings.json',
    },
    ['context_servers'],
  ),
  project: inJson('{project}/.zed/settings.json', ['context_servers']),
  local: (launch) => ({ ...SOURCE, ...plainLocal(launch) }),
  remote: remoteAs('url', SOURCE),
  next: 'Look for a green dot beside it in the settings of the Agent Panel.',
});
