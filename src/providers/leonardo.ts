import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { leonardoVideo } from '../wire/video/leonardo.ts';
import { videoLimits } from './video-limits/leonardo.ts';

export default defineProvider({
  id: 'leonardo',
  name: 'Leonardo.Ai',
  docs: 'https://docs.leonardo.ai/reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'domain',
  country: 'AU',
  baseUrl: { global: 'https://cloud.leonardo.ai/api/rest/v1' },
  auth: bearer('LEONARDO_API_KEY'),
  capabilities: { video: leonardoVideo(videoLimits) },
  defaults: { video: 'MOTION2' },
  probe: '/me',
});
