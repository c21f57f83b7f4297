import { defineProvider } from '../core/provider.ts';
import { dataforseoSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'dataforseo',
  name: 'DataForSEO',
  docs: 'https://docs.dataforseo.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'EE',
  baseUrl: { global: 'https://api.dataforseo.com/v3' },
  auth: { kind: 'basic', user: '{login}', env: ['DATAFORSEO_PASSWORD'] },
  capabilities: { search: dataforseoSearch() },
  defaults: { search: 'google' },
  settings: { login: { env: ['DATAFORSEO_LOGIN'], required: true } },
  probe: '/appendix/user_data',
});
