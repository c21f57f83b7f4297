import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { replicateImage } from '../wire/replicate-image.ts';
import { replicatePredictions } from '../wire/replicate-predictions/replicate-predictions.ts';
import { replicateVideo } from '../wire/video/replicate.ts';
import { videoLimits } from './video-limits/replicate.ts';

export default defineProvider({
  id: 'replicate',
  name: 'Replicate',
  docs: 'https://replicate.com/docs/reference/http',
  status: 'ga',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.replicate.com/v1' },
  auth: bearer('REPLICATE_API_TOKEN', 'REPLICATE_API_KEY'),
  // Streams of output lie on hosts of their own.
  namedHosts: ['replicate.com', 'replicate.net'],
  capabilities: { chat: replicatePredictions(), image: replicateImage(), video: replicateVideo(videoLimits) },
  defaults: {
    chat: 'meta/meta-llama-3-70b-instruct',
    image: 'black-forest-labs/flux-2-pro',
    video: 'bytedance/seedance-2.0',
  },
});
