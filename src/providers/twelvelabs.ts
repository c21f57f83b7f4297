import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { twelvelabsEmbed } from '../wire/embed/twelvelabs.ts';

export default defineProvider({
  id: 'twelvelabs',
  name: 'TwelveLabs',
  docs: 'https://docs.twelvelabs.io',
  status: 'ga',
  checked: '2026-11-22',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://api.twelvelabs.io/v1.3' },
  auth: header('x-api-key', 'TWELVELABS_API_KEY'),
  capabilities: { embed: twelvelabsEmbed() },
  defaults: { embed: 'marengo3.0' },
  probe: '/indexes',
});
