import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { reducto } from '../wire/parse/reducto.ts';

export default defineProvider({
  id: 'reducto',
  name: 'Reducto',
  docs: 'https://docs.reducto.ai',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: {
    global: 'https://platform.reducto.ai',
    eu: 'https://eu.platform.reducto.ai',
    au: 'https://au.platform.reducto.ai',
  },
  auth: bearer('REDUCTO_API_KEY'),
  probe: '/jobs',
  capabilities: { parse: reducto() },
  defaults: { parse: 'parse' },
});
