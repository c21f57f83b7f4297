import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { firecrawlParse } from '../wire/parse/firecrawl-parse.ts';

export default defineProvider({
  id: 'firecrawl-parse',
  name: 'Firecrawl Parse',
  docs: 'https://docs.firecrawl.dev',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: { global: 'https://api.firecrawl.dev/v2' },
  server: { env: ['FIRECRAWL_API_URL'], path: '/v2' },
  auth: bearer('FIRECRAWL_API_KEY'),
  probe: '/team/credit-usage',
  capabilities: { parse: firecrawlParse() },
  defaults: { parse: 'auto' },
});
