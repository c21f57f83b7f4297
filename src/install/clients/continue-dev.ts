import { bearerHeader, defineClient, type Entry, type Launch, plainLocal, type Remote } from '../client.ts';
import { inYaml } from '../target.ts';

const remote = ({ url, token }: Remote, name: string): Entry => ({
  name,
  type: 'streamable-http',
  url,
  ...(token === undefined ? {} : { requestOptions: { headers: bearerHeader(token) } }),
});

export default defineClient({
  id: 'continue',
  name: 'Continue',
  docs: 'https://docs.continue.dev/customize/deep-dives/mcp',
  checked: '2026-11-23',
  user: inYaml('{home}/.continue/config.yaml', ['mcpServers'], {
    isList: true,
    seed: 'name: Local Config\nversion: 1.0.0\nschema: v1\n',
  }),
  local: (launch: Launch, name: string) => ({ name, type: 'stdio', ...plainLocal(launch) }),
  remote,
  next: 'Continue reads its file again when you save or reopen it; tools are offered in agent mode.',
});
