import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { leonardoImage } from '../wire/leonardo-image.ts';
import { leonardoVideo } from '../wire/video/leonardo.ts';
import { videoLimits } from './video-limits/leonardo.ts';

export default defineProvider({
  id: 'leonardo',
  name: 'Leonardo.Ai',
  docs: 'https://docs.leonardo.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'AU',
  baseUrl: { global: 'https://cloud.leonardo.ai/api/rest/v1' },
  hosts: { second: { url: 'https://cloud.leonardo.ai/api/rest/v2' } },
  // Pictures are uploaded to a bucket that it names, which wants no key.
  namedHosts: ['amazonaws.com'],
  auth: bearer('LEONARDO_API_KEY'),
  probe: '/me',
  capabilities: { image: leonardoImage(), video: leonardoVideo(videoLimits) },
  // Phoenix 1.0: models are named by their UUID.
  defaults: { image: 'de7d3faf-762f-48e0-b3b7-9d0ac3a3fcf3', video: 'MOTION2' },
});
