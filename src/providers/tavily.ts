import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { tavilySearch } from '../wire/search/tavily.ts';

export default defineProvider({
  id: 'tavily',
  name: 'Tavily',
  docs: 'https://docs.tavily.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.tavily.com' },
  auth: bearer('TAVILY_API_KEY'),
  capabilities: { search: tavilySearch() },
  defaults: { search: 'basic' },
  probe: '/usage',
});
