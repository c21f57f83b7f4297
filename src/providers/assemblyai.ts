import { bearer, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { assemblyaiSpeak } from '../wire/assemblyai-speak.ts';
import { assemblyaiTranscript } from '../wire/assemblyai-transcript.ts';
import { assemblyaiAgent } from '../wire/realtime/assemblyai-agent.ts';
import { assemblyaiStreaming } from '../wire/realtime/assemblyai-streaming.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

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
  capabilities: {
    transcribe: assemblyaiTranscript(),
    speak: assemblyaiSpeak(),
    voice: voiceOver({
      converse: { family: assemblyaiAgent, model: 'voice-agent' },
      transcribe: { family: assemblyaiStreaming, model: 'u3-rt-pro' },
    }),
  },
  defaults: { transcribe: 'universal-3-5-pro', speak: 'assemblyai-tts-1', voice: 'voice-agent' },
  hosts: {
    tts: { url: 'https://tts.us.assemblyai.com/v1' },
    streaming: { url: 'https://streaming.assemblyai.com' },
    // Unlike the others it wants to be told that the key is a bearer's.
    agents: { url: 'https://agents.assemblyai.com', auth: bearer('ASSEMBLYAI_API_KEY') },
  },
});
