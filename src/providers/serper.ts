import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { serperSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'serper',
  name: 'Serper',
  docs: 'https://serper.dev',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://google.serper.dev' },
  auth: header('X-API-KEY', 'SERPER_API_KEY'),
  capabilities: { search: serperSearch() },
  defaults: { search: 'google' },
  probe: '/account',
});
