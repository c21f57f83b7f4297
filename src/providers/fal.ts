import { defineProvider } from '../core/provider.ts';
import { falImage } from '../wire/fal-image.ts';
import { falTranscribe } from '../wire/fal-queue/fal-transcribe.ts';
import { falVideo } from '../wire/video/fal.ts';
import { videoLimits } from './video-limits/fal.ts';

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
  capabilities: { transcribe: falTranscribe(), image: falImage(), video: falVideo(videoLimits) },
  defaults: {
    transcribe: 'fal-ai/whisper',
    image: 'fal-ai/flux-2-pro',
    video: 'fal-ai/kling-video/v3/pro/text-to-video',
  },
});
