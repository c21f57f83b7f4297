import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { cartesiaSpeak } from '../wire/cartesia-speak.ts';

export default defineProvider({
  id: 'cartesia',
  name: 'Cartesia',
  docs: 'https://docs.cartesia.ai/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.cartesia.ai' },
  headers: { 'Cartesia-Version': '2025-11-04' },
  auth: bearer('CARTESIA_API_KEY'),
  probe: '/voices?limit=1',
  capabilities: { speak: cartesiaSpeak() },
  defaults: { speak: 'sonic-3.5' },
});
