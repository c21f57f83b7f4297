import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { prodia } from '../wire/prodia.ts';

export default defineProvider({
  id: 'prodia',
  name: 'Prodia',
  docs: 'https://docs.prodia.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  baseUrl: { global: 'https://inference.prodia.com/v2' },
  auth: bearer('PRODIA_TOKEN'),
  capabilities: { image: prodia() },
  defaults: { image: 'inference.flux-fast.schnell.txt2img.v2' },
});
