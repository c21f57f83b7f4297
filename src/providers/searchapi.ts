import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { searchapiSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'searchapi',
  name: 'SearchApi',
  docs: 'https://www.searchapi.io/docs/google',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://www.searchapi.io/api/v1' },
  auth: bearer('SEARCHAPI_API_KEY'),
  capabilities: { search: searchapiSearch() },
  defaults: { search: 'google' },
  probe: '/me',
});
