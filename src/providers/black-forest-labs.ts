import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { bflVideo } from '../wire/video/bfl.ts';
import { videoLimits } from './video-limits/black-forest-labs.ts';

export default defineProvider({
  id: 'black-forest-labs',
  name: 'Black Forest Labs',
  docs: 'https://docs.bfl.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'european',
  country: 'DE',
  baseUrl: {
    global: 'https://api.bfl.ai/v1',
    eu: 'https://api.eu.bfl.ai/v1',
    us: 'https://api.us.bfl.ai/v1',
  },
  // A task lies on the server of a region, which its answer names.
  namedHosts: ['bfl.ai'],
  auth: header('x-key', 'BFL_API_KEY'),
  capabilities: { video: bflVideo(videoLimits) },
  defaults: { video: 'flux-3-video' },
  probe: '/credits',
});
