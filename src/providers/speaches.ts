import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';

/** Piper's models have one voice, which stands in their name: `piper-en_US-ryan-low`. */
const voiceOf = (model: string): string | undefined =>
  /kokoro/i.test(model) ? 'af_heart' : /piper-\w+-(\w+)-/i.exec(model)?.[1];

export default defineProvider({
  id: 'speaches',
  name: 'Speaches',
  docs: 'https://speaches.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8000/v1' },
  auth: optionalBearer('SPEACHES_API_KEY'),
  capabilities: {
    transcribe: openaiTranscribe(),
    speak: openaiAudioSpeak({
      voice: voiceOf,
      formats: () => ({ wav: 'wav', mp3: 'mp3', flac: 'flac', pcm: 'pcm' }),
    }),
  },
  defaults: {},
  local: true,
  // vLLM and others share the port; none of them lists models that speak on a page of their own.
  discover: { probe: '/audio/models', models: '/models' },
});
