import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { ideogram } from '../wire/ideogram.ts';

export default defineProvider({
  id: 'ideogram',
  name: 'Ideogram',
  docs: 'https://developer.ideogram.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'CA',
  baseUrl: { global: 'https://api.ideogram.ai' },
  auth: header('Api-Key', 'IDEOGRAM_API_KEY'),
  capabilities: { image: ideogram() },
  defaults: { image: 'ideogram-v3' },
});
