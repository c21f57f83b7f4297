import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { parallelSearch } from '../wire/search/assistants.ts';

export default defineProvider({
  id: 'parallel',
  name: 'Parallel',
  docs: 'https://docs.parallel.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.parallel.ai' },
  auth: header('x-api-key', 'PARALLEL_API_KEY', 'PARALLEL_AI_API_KEY'),
  capabilities: { search: parallelSearch() },
  defaults: { search: 'basic' },
});
