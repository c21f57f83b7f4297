import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'playht',
  name: 'PlayHT / PlayAI',
  docs: 'https://docs.play.ht',
  status: 'sunset',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  // Shut down at the end of 2025.
  baseUrl: {},
  auth: header('Authorization', 'PLAYHT_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'elevenlabs',
});
