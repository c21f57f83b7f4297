import type { ProviderDefinition } from '../../core/provider.ts';

/** Where Ollama listens and how its users name another place. Their URLs often end where its OpenAI door begins. */
export const ollamaServer = {
  baseUrl: { global: 'http://127.0.0.1:11434' },
  server: { env: ['OLLAMA_HOST'], port: 11_434, ignoredEnd: '/v1' },
  local: true,
  discover: { probe: '/api/tags', models: '/api/tags' },
} as const satisfies Partial<ProviderDefinition>;

/** Others that may hold a model of the family, those that people start for one model first. */
const HOLDERS = [
  'lm-studio',
  'llama-cpp',
  'vllm',
  'docker-model-runner',
  'foundry-local',
  'jan',
  'localai',
  'mistral-rs',
  'llamafile',
  'gpt4all',
  'gguf-file',
];

/** A family of models on this machine: there as soon as Ollama or another server holds one of them. */
export const ollamaProfile = (accepts: (model: string) => boolean) =>
  ({
    ...ollamaServer,
    server: { ...ollamaServer.server, env: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'] },
    discover: { ...ollamaServer.discover, accepts },
    holders: HOLDERS,
    profileOf: 'ollama',
    status: 'ga',
    checked: '2026-08-30',
  }) as const satisfies Partial<ProviderDefinition>;
