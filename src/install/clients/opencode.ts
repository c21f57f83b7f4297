import { defineClient, ifAny, remoteAs } from '../client.ts';
import { inJson } from '../target.ts';

const AT = ['mcp', 'servers'];
/** Version 1, which refuses the shape of version 2. */
const OLDER = { olderAt: ['mcp'] };

export default defineClient({
  id: 'opencode',
  name: 'opencode',
  docs: 'https://opencode.ai/docs/mcp-servers',
  checked: '2026-11-23',
  user: inJson(['{config}/opencode/opencode.jsonc', '{config}/opencode/opencode.json'], AT, OLDER),
  project: inJson(['{project}/opencode.jsonc', '{project}/opencode.json'], AT, OLDER),
  local: ({ command, args, env }) => ({ type: 'local', command: [command, ...args], ...ifAny('environment', env) }),
  remote: remoteAs('url', { type: 'remote' }),
  reference: (variable) => `{env:${variable}}`,
  next: 'Start opencode anew; opencode mcp list shows its servers. Version 1 reads entries directly under "mcp".',
});
