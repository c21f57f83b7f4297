import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { CARTESIA_VERSION, cartesiaSpeak } from '../wire/cartesia-speak.ts';

export default defineProvider({
  id: 'cartesia',
  name: 'Cartesia',
  docs: 'https://docs.cartesia.ai/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'domain',
  country: 'US',
  baseUrl: { global: 'https://api.cartesia.ai' },
  headers: { 'Cartesia-Version': CARTESIA_VERSION },
  auth: bearer('CARTESIA_API_KEY'),
  capabilities: { speak: cartesiaSpeak() },
  defaults: { speak: 'sonic-3.5' },
  probe: '/voices',
});
