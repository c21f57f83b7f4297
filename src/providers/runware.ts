import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { runwareImage } from '../wire/runware-image.ts';

export default defineProvider({
  id: 'runware',
  name: 'Runware',
  docs: 'https://runware.ai/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  baseUrl: { global: 'https://api.runware.ai/v1' },
  auth: bearer('RUNWARE_API_KEY'),
  capabilities: { image: runwareImage() },
  // FLUX.2 pro.
  defaults: { image: 'bfl:5@1' },
});
