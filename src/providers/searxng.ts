import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { searxngModels, searxngSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'searxng',
  name: 'SearXNG',
  docs: 'https://docs.searxng.org',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8888' },
  server: { env: ['SEARXNG_URL', 'SEARXNG_API_BASE'], port: 8888 },
  auth: noAuth,
  capabilities: { search: searxngSearch() },
  defaults: { search: 'web' },
  local: true,
  discover: { probe: '/config', models: '/config', read: searxngModels, accepts: (model) => model !== '' },
  probe: '/config',
});
