import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { runwayImage } from '../wire/runway-image.ts';
import { runwayVideo } from '../wire/video/runway.ts';
import { videoLimits } from './video-limits/runway.ts';

export default defineProvider({
  id: 'runway',
  name: 'Runway',
  docs: 'https://docs.dev.runwayml.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.dev.runwayml.com' },
  auth: bearer('RUNWAYML_API_SECRET'),
  // A request without it is refused.
  headers: { 'X-Runway-Version': '2024-11-06' },
  probe: '/v1/organization',
  capabilities: { image: runwayImage(), video: runwayVideo(videoLimits) },
  defaults: { image: 'gen4_image', video: 'gen4.5' },
});
