import { bearerHeader, defineClient, ifAny } from '../client.ts';
import { inYaml } from '../target.ts';

/** Seconds; goose gives up on a call after them. */
const TIMEOUT = 300;
const DESCRIPTION = 'Any AI provider, speech, pictures, and retrieval over your documents';

export default defineClient({
  id: 'goose',
  name: 'goose',
  docs: 'https://block.github.io/goose/docs/guides/config-files',
  checked: '2026-11-23',
  user: inYaml(
    {
      linux: '{config}/goose/config.yaml',
      darwin: '{config}/goose/config.yaml',
      win32: '{roaming}/Block/goose/config/config.yaml',
    },
    ['extensions'],
  ),
  local: ({ command, args, env }, name) => ({
    enabled: true,
    type: 'stdio',
    name,
    description: DESCRIPTION,
    cmd: command,
    args,
    envs: env,
    timeout: TIMEOUT,
  }),
  remote: ({ url, token }, name) => ({
    enabled: true,
    type: 'streamable_http',
    name,
    description: DESCRIPTION,
    uri: url,
    ...ifAny('headers', bearerHeader(token)),
    timeout: TIMEOUT,
  }),
  next: 'Start a new goose session.',
});
