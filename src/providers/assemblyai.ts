import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { assemblyaiSpeak } from '../wire/assemblyai-speak.ts';
import { assemblyaiTranscript } from '../wire/assemblyai-transcript.ts';

export default defineProvider({
  id: 'assemblyai',
  name: 'AssemblyAI',
  docs: 'https://www.assemblyai.com/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.assemblyai.com', eu: 'https://api.eu.assemblyai.com' },
  auth: header('Authorization', 'ASSEMBLYAI_API_KEY'),
  probe: '/v2/transcript?limit=1',
  capabilities: { transcribe: assemblyaiTranscript(), speak: assemblyaiSpeak() },
  defaults: { transcribe: 'universal-3-5-pro', speak: 'assemblyai-tts-1' },
  hosts: { tts: { url: 'https://tts.us.assemblyai.com/v1' } },
});
