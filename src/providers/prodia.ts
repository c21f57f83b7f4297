import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { prodia } from '../wire/prodia.ts';
import { prodiaVideo } from '../wire/video/prodia.ts';
import { videoLimits } from './video-limits/prodia.ts';

export default defineProvider({
  id: 'prodia',
  name: 'Prodia',
  docs: 'https://docs.prodia.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  baseUrl: { global: 'https://inference.prodia.com/v2' },
  auth: bearer('PRODIA_TOKEN'),
  capabilities: { image: prodia(), video: prodiaVideo(videoLimits) },
  defaults: { image: 'inference.flux-fast.schnell.txt2img.v2', video: 'inference.wan2-2.lightning.txt2vid.v0' },
});
