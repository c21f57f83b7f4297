import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

// Its voice interfaces, speaking and conversing alike, ended on 2026-11-13: https://dev.hume.ai/voice
export default defineProvider({
  id: 'hume',
  name: 'Hume AI',
  docs: 'https://dev.hume.ai/voice',
  status: 'sunset',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: {},
  auth: header('X-Hume-Api-Key', 'HUME_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'openai, elevenlabs',
});
