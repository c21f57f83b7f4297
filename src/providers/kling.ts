import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { klingImage } from '../wire/kling-image.ts';
import { klingVideo } from '../wire/video/kling.ts';
import { videoLimits } from './video-limits/kling.ts';

export default defineProvider({
  id: 'kling',
  name: 'Kling AI',
  docs: 'https://kling.ai/document-api',
  status: 'ga',
  checked: '2026-11-22',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api-singapore.klingai.com', cn: 'https://api-beijing.klingai.com' },
  // One key is for every model since 2026; the pair before it signs for models up to 3.0.
  auth: anyOf(bearer('KLINGAI_API_KEY', 'KLING_API_KEY'), {
    kind: 'jwt',
    env: ['KLINGAI_ACCESS_KEY', 'KLINGAI_SECRET_KEY'],
  }),
  capabilities: { image: klingImage(), video: klingVideo(videoLimits) },
  defaults: { image: 'kling-v3', video: 'kling-3.0' },
});
