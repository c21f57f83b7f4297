import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { lmntSpeak } from '../wire/lmnt-speak.ts';

export default defineProvider({
  id: 'lmnt',
  name: 'LMNT',
  docs: 'https://docs.lmnt.com/api',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.lmnt.com' },
  auth: header('X-API-Key', 'LMNT_API_KEY'),
  probe: '/v1/account',
  capabilities: { speak: lmntSpeak() },
  defaults: { speak: 'blizzard' },
});
