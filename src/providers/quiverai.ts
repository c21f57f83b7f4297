import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { quiverai } from '../wire/quiverai.ts';

export default defineProvider({
  id: 'quiverai',
  name: 'QuiverAI',
  docs: 'https://docs.quiver.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  baseUrl: { global: 'https://api.quiver.ai/v1' },
  auth: bearer('QUIVERAI_API_KEY'),
  capabilities: { image: quiverai() },
  defaults: { image: 'arrow-1.1' },
});
