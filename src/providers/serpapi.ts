import { defineProvider } from '../core/provider.ts';
import { serpapiSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'serpapi',
  name: 'SerpApi',
  docs: 'https://serpapi.com/search-api',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://serpapi.com' },
  auth: { kind: 'query', parameter: 'api_key', env: ['SERPAPI_API_KEY', 'SERPAPI_KEY'] },
  capabilities: { search: serpapiSearch() },
  defaults: { search: 'google' },
  probe: '/account',
});
