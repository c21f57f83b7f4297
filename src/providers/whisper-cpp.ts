import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { whisperCppWording } from '../wire/openai-transcribe/wording.ts';

export default defineProvider({
  id: 'whisper-cpp',
  name: 'whisper.cpp server',
  docs: 'https://github.com/ggml-org/whisper.cpp/tree/master/examples/server',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',

  baseUrl: { global: '{baseUrl}' },
  auth: noAuth,
  settings: { baseUrl: { env: ['WHISPER_CPP_URL'] } },
  local: true,
  capabilities: {
    transcribe: openaiTranscribe({
      path: '/inference',
      intake: () => ({ formats: ['wav'], rate: 16_000 }),
      wording: whisperCppWording,
    }),
  },
  defaults: { transcribe: 'default' },
});
