import { defineClient, plainLocal } from '../client.ts';
import { inToml } from '../target.ts';

export default defineClient({
  id: 'codex',
  name: 'Codex',
  docs: 'https://developers.openai.com/codex/mcp',
  checked: '2026-11-23',
  user: inToml('{home}/.codex/config.toml', ['mcp_servers'], {
    movedBy: { variable: 'CODEX_HOME', file: 'config.toml' },
  }),
  project: inToml('{project}/.codex/config.toml', ['mcp_servers']),
  local: plainLocal,
  // It refuses a token in its file.
  readsTokenVariable: true,
  remote: ({ url, tokenVariable }) => ({
    url,
    ...(tokenVariable === undefined ? {} : { bearer_token_env_var: tokenVariable }),
  }),
  next: 'Start Codex anew; /mcp lists its servers. A project’s file counts once you trust the project.',
});
