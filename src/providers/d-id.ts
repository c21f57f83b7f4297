import { defineProvider } from '../core/provider.ts';
import { didVideo } from '../wire/video/d-id.ts';
import { videoLimits } from './video-limits/d-id.ts';

export default defineProvider({
  id: 'd-id',
  name: 'D-ID',
  docs: 'https://docs.d-id.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'IL',
  baseUrl: { global: 'https://api.d-id.com' },
  // The key is a user and a password already, as its console gives it.
  auth: { kind: 'header', header: 'Authorization', prefix: 'Basic ', env: ['DID_API_KEY', 'D_ID_API_KEY'] },
  capabilities: { video: didVideo(videoLimits) },
  defaults: { video: 'talks' },
  probe: '/credits',
});
