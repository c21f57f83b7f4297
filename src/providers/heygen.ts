import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { heygenVideo } from '../wire/video/heygen.ts';
import { videoLimits } from './video-limits/heygen.ts';

export default defineProvider({
  id: 'heygen',
  name: 'HeyGen',
  docs: 'https://docs.heygen.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.heygen.com' },
  auth: header('X-Api-Key', 'HEYGEN_API_KEY'),
  // The voice of its documentation, where the operator names none of `GET /v2/voices`.
  settings: { voice: { env: ['HEYGEN_VOICE_ID'], default: '2f72ee82b83d4b00af16c4771d611752' } },
  capabilities: { video: heygenVideo(videoLimits) },
  // A model is an avatar of `GET /v2/avatars`.
  defaults: { video: 'Kristin_public_3_20240108' },
  probe: '/v2/user/remaining_quota',
});
