import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { whisperFile } from './recognise/whisper.ts';

export default defineProvider({
  id: 'whisper-file',
  name: 'whisper.cpp model file',
  docs: 'https://github.com/ggml-org/whisper.cpp/tree/master/models',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: {},
  auth: noAuth,
  local: true,
  settings: { model: { env: ['WHISPER_MODEL'], required: true } },
  capabilities: { transcribe: (endpoint) => whisperFile(endpoint) },
  defaults: { transcribe: 'whisper' },
});
