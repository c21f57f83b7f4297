import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { linkupSearch } from '../wire/search/assistants.ts';

export default defineProvider({
  id: 'linkup',
  name: 'Linkup',
  docs: 'https://docs.linkup.so',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'FR',
  baseUrl: { global: 'https://api.linkup.so/v1' },
  auth: bearer('LINKUP_API_KEY'),
  capabilities: { search: linkupSearch() },
  defaults: { search: 'standard' },
  probe: '/credits/balance',
});
