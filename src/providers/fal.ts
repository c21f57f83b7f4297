import { defineProvider } from '../core/provider.ts';
import { falTranscribe } from '../wire/fal-queue/fal-transcribe.ts';

export default defineProvider({
  id: 'fal',
  name: 'fal',
  docs: 'https://docs.fal.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://queue.fal.run' },
  auth: { kind: 'header', header: 'Authorization', prefix: 'Key ', env: ['FAL_KEY', 'FAL_API_KEY'] },
  capabilities: { transcribe: falTranscribe() },
  defaults: { transcribe: 'fal-ai/whisper' },
});
