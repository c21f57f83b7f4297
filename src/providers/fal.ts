import { defineProvider } from '../core/provider.ts';
import { falVideo } from '../wire/video/fal.ts';
import { videoLimits } from './video-limits/fal.ts';

export default defineProvider({
  id: 'fal',
  name: 'fal',
  docs: 'https://docs.fal.ai/model-endpoints/queue',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://queue.fal.run' },
  auth: { kind: 'header', header: 'Authorization', prefix: 'Key ', env: ['FAL_KEY', 'FAL_API_KEY'] },
  capabilities: { video: falVideo(videoLimits) },
  defaults: { video: 'fal-ai/kling-video/v3/pro/text-to-video' },
});
