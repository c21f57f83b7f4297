import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { voiceByProtocol } from '../wire/realtime/by-protocol.ts';

export default defineProvider({
  id: 'custom-realtime',
  name: 'Your own live voice server',
  docs: 'https://platform.openai.com/docs/guides/realtime',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: '{baseUrl}' },
  settings: {
    baseUrl: { env: ['CUSTOM_REALTIME_URL'] },
    protocol: { env: ['CUSTOM_REALTIME_PROTOCOL'], default: 'openai-realtime' },
  },
  auth: optionalBearer('CUSTOM_REALTIME_API_KEY'),
  capabilities: { voice: voiceByProtocol },
  defaults: {},
});
