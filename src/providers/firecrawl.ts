import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { firecrawlSearch } from '../wire/search/assistants.ts';

export default defineProvider({
  id: 'firecrawl',
  name: 'Firecrawl',
  docs: 'https://docs.firecrawl.dev',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.firecrawl.dev/v2' },
  auth: bearer('FIRECRAWL_API_KEY'),
  capabilities: { search: firecrawlSearch() },
  defaults: { search: 'web' },
  server: { env: ['FIRECRAWL_API_URL'], path: '/v2' },
  probe: '/team/credit-usage',
});
