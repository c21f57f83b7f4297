import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { assemblyaiSpeak } from '../wire/assemblyai-speak.ts';

export default defineProvider({
  id: 'assemblyai',
  name: 'AssemblyAI',
  docs: 'https://www.assemblyai.com/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.assemblyai.com', eu: 'https://api.eu.assemblyai.com' },
  hosts: { tts: { url: 'https://tts.us.assemblyai.com/v1' } },
  auth: header('Authorization', 'ASSEMBLYAI_API_KEY'),
  probe: '/v2/transcript?limit=1',
  capabilities: { speak: assemblyaiSpeak() },
  defaults: { speak: 'assemblyai-tts-1' },
});
