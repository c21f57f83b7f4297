import { defineProvider } from '../core/provider.ts';
import { falImage } from '../wire/fal-image.ts';

export default defineProvider({
  id: 'fal',
  name: 'fal',
  docs: 'https://docs.fal.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://queue.fal.run' },
  auth: { kind: 'header', header: 'Authorization', prefix: 'Key ', env: ['FAL_KEY', 'FAL_API_KEY'] },
  capabilities: { image: falImage() },
  defaults: { image: 'fal-ai/flux-2-pro' },
});
