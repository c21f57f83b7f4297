import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { bfl } from '../wire/bfl.ts';
import { bflVideo } from '../wire/video/bfl.ts';
import { videoLimits } from './video-limits/black-forest-labs.ts';

export default defineProvider({
  id: 'black-forest-labs',
  name: 'Black Forest Labs',
  docs: 'https://docs.bfl.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'DE',
  baseUrl: {
    global: 'https://api.bfl.ai/v1',
    eu: 'https://api.eu.bfl.ai/v1',
    us: 'https://api.us.bfl.ai/v1',
  },
  // A task is looked at where it runs, without the key: its id is the secret.
  namedHosts: ['bfl.ai'],
  auth: header('x-key', 'BFL_API_KEY'),
  probe: '/credits',
  capabilities: { image: bfl(), video: bflVideo(videoLimits) },
  defaults: { image: 'flux-2-pro', video: 'flux-3-video' },
});
