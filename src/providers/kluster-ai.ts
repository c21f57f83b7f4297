import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'kluster-ai',
  name: 'kluster.ai',
  docs: 'https://www.kluster.ai',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  // Gateways dropped it from 2025-07; inference service not shown alive.
  baseUrl: {},
  auth: bearer('KLUSTER_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'deepinfra or nebius',
});
