import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'anyscale',
  name: 'Anyscale Endpoints',
  docs: 'https://www.anyscale.com',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  // Public multi-tenant endpoints ended 2024-08; only private deployments remain.
  baseUrl: {},
  auth: bearer('ANYSCALE_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'together, or openai-compatible for a private service',
});
