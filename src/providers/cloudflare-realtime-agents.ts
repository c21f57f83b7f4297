import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

// A framework that people deploy as a Worker of their own. Its address is then one for `custom-realtime`.
export default defineProvider({
  id: 'cloudflare-realtime-agents',
  name: 'Cloudflare Realtime Agents',
  docs: 'https://developers.cloudflare.com/realtime/agents',
  status: 'preview',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'custom-realtime (CUSTOM_REALTIME_URL), cloudflare-ai-gateway',
});
