import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'diffusionrouter',
  name: 'DiffusionRouter',
  docs: 'https://runware.ai/docs',
  status: 'not-launched',
  checked: '2026-11-22',
  category: 'aggregator',
  // Announced for February 2026; no site, documentation or user of it was ever found.
  baseUrl: {},
  auth: bearer('DIFFUSION_ROUTER_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'runware',
});
