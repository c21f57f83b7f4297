import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { recraftImages } from '../wire/openai-images/recraft.ts';

export default defineProvider({
  id: 'recraft',
  name: 'Recraft',
  docs: 'https://www.recraft.ai/docs/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://external.api.recraft.ai/v1' },
  auth: bearer('RECRAFT_API_TOKEN', 'RECRAFT_API_KEY'),
  probe: '/users/me',
  capabilities: { image: openaiImages(recraftImages) },
  defaults: { image: 'recraftv4_1' },
});
