import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { sherpaFile } from './recognise/sherpa.ts';

export default defineProvider({
  id: 'sherpa-file',
  name: 'sherpa-onnx model folder',
  docs: 'https://k2-fsa.github.io/sherpa/onnx/pretrained_models/index.html',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: {},
  auth: noAuth,
  local: true,
  settings: { model: { env: ['SHERPA_MODEL'], required: true } },
  capabilities: { transcribe: (endpoint) => sherpaFile(endpoint) },
  defaults: { transcribe: 'sherpa' },
});
