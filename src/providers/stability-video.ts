import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'stability-video',
  name: 'Stable Video (Stability API)',
  docs: 'https://platform.stability.ai/docs/release-notes',
  status: 'sunset',
  checked: '2026-11-22',
  category: 'inference',
  country: 'GB',
  // Ended on 2025-07-24; the weights remain for servers of one's own.
  baseUrl: {},
  auth: bearer('STABILITY_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'runware',
});
