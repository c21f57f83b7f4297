import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { whisperCpp } from '../wire/whisper-cpp.ts';

export default defineProvider({
  id: 'whisper-cpp',
  name: 'whisper.cpp server',
  docs: 'https://github.com/ggml-org/whisper.cpp/tree/master/examples/server',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8080' },
  server: { env: ['WHISPER_CPP_URL'], port: 8080, ignoredEnd: '/inference' },
  auth: noAuth,
  capabilities: { transcribe: whisperCpp() },
  // It has one model, whose name it does not tell.
  defaults: { transcribe: 'whisper' },
  local: true,
  // llama.cpp and LocalAI listen on the same port; the page at `/` says who this is.
  discover: { probe: '/', models: '/', page: 'Whisper.cpp Server' },
});
