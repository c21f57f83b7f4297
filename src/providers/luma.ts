import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { lumaImage } from '../wire/luma-image.ts';
import { lumaVideo } from '../wire/video/luma.ts';
import { videoLimits } from './video-limits/luma.ts';

export default defineProvider({
  id: 'luma',
  name: 'Luma',
  docs: 'https://docs.agents.lumalabs.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://agents.lumalabs.ai/v1' },
  auth: bearer('LUMA_AGENTS_API_KEY', 'LUMA_API_KEY', 'LUMAAI_API_KEY'),
  hosts: {
    dream: { url: 'https://api.lumalabs.ai/dream-machine/v1', auth: bearer('LUMAAI_API_KEY', 'LUMA_API_KEY') },
  },
  capabilities: { image: lumaImage(), video: lumaVideo(videoLimits) },
  defaults: { image: 'uni-1', video: 'ray-3.2' },
});
