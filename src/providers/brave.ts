import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { braveSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'brave',
  name: 'Brave Search',
  docs: 'https://api-dashboard.search.brave.com/app/documentation',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.search.brave.com' },
  auth: header('X-Subscription-Token', 'BRAVE_API_KEY', 'BRAVE_SEARCH_API_KEY'),
  capabilities: { search: braveSearch() },
  defaults: { search: 'web' },
});
