import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'galadriel',
  name: 'Galadriel',
  docs: 'https://galadriel.com',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  // No live evidence after 2025; two different hosts circulate.
  baseUrl: {},
  auth: bearer('GALADRIEL_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'openrouter',
});
