import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'ross-intelligence',
  name: 'ROSS Intelligence',
  docs: 'https://www.rossintelligence.com',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'domain',
  country: 'US',
  // Company ceased operations on 2021-01-31.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'legal_query over your own documents, with saullm or any general model',
});
