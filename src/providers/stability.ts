import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { stability } from '../wire/stability.ts';

export default defineProvider({
  id: 'stability',
  name: 'Stability AI',
  docs: 'https://platform.stability.ai/docs/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'GB',
  baseUrl: { global: 'https://api.stability.ai' },
  auth: bearer('STABILITY_API_KEY'),
  probe: '/v1/user/balance',
  capabilities: { image: stability() },
  defaults: { image: 'sd3.5-large' },
});
