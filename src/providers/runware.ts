import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { runwareImage } from '../wire/runware-image.ts';
import { runwareVideo } from '../wire/video/runware.ts';
import { absent, aliases, videoLimits } from './video-limits/runware.ts';

export default defineProvider({
  id: 'runware',
  name: 'Runware',
  docs: 'https://runware.ai/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  baseUrl: { global: 'https://api.runware.ai/v1' },
  auth: bearer('RUNWARE_API_KEY'),
  capabilities: { image: runwareImage(), video: runwareVideo({ limits: videoLimits, aliases, absent }) },
  // FLUX.2 pro.
  defaults: { image: 'bfl:5@1', video: 'runway:1@2' },
});
