import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { exaSearch } from '../wire/search/exa.ts';

export default defineProvider({
  id: 'exa',
  name: 'Exa',
  docs: 'https://docs.exa.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.exa.ai' },
  auth: header('x-api-key', 'EXA_API_KEY'),
  capabilities: { search: exaSearch() },
  defaults: { search: 'auto' },
});
