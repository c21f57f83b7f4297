import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { llamaChat, llamaEmbed } from './llama/engine.ts';
import { hasEngine, LLAMA_SETUP } from './llama/engine-folder.ts';
import { MODEL_VARIABLES, modelNames } from './llama/models.ts';

export default defineProvider({
  id: 'gguf-file',
  name: 'GGUF model file',
  docs: 'https://node-llama-cpp.withcat.ai/guide/',
  status: 'ga',
  checked: '2026-11-23',
  category: 'local',
  baseUrl: {},
  auth: noAuth,
  local: true,
  settings: { model: { env: MODEL_VARIABLES } },
  files: {
    install: ({ dataFolder }) => (hasEngine(dataFolder) ? undefined : LLAMA_SETUP),
    models: modelNames,
  },
  capabilities: { chat: (_endpoint, host) => llamaChat(host), embed: (_endpoint, host) => llamaEmbed(host) },
  defaults: {},
});
