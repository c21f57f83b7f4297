import { defineClient, plainLocal } from '../client.ts';
import { inJson } from '../target.ts';

const FILE = 'Claude/claude_desktop_config.json';

export default defineClient({
  id: 'claude-desktop',
  name: 'Claude Desktop',
  docs: 'https://modelcontextprotocol.io/docs/develop/connect-local-servers',
  checked: '2026-11-23',
  user: inJson(
    [
      // Windows gives the packaged app a file of its own as soon as the app has written it.
      {
        linux: `{config}/${FILE}`,
        darwin: `{home}/Library/Application Support/${FILE}`,
        win32: `{local}/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/${FILE}`,
      },
      {
        linux: `{config}/${FILE}`,
        darwin: `{home}/Library/Application Support/${FILE}`,
        win32: `{roaming}/${FILE}`,
      },
    ],
    ['mcpServers'],
  ),
  local: plainLocal,
  next: 'Quit Claude Desktop wholly and start it again.',
  remoteInstead: 'Remote servers are added in its settings, under Connectors.',
});
