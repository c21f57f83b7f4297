import type { ProviderDefinition } from '../../core/provider.ts';

/** Where Ollama listens and how its users name another place. Their URLs often end where its OpenAI door begins. */
export const ollamaServer = {
  baseUrl: { global: 'http://127.0.0.1:11434' },
  server: { env: ['OLLAMA_HOST'], port: 11_434, ignoredEnd: '/v1' },
  local: true,
  discover: { probe: '/api/tags', models: '/api/tags' },
} as const satisfies Partial<ProviderDefinition>;

/** A family of models at the same server: there as soon as one of them is pulled. */
export const ollamaProfile = (accepts: (model: string) => boolean) =>
  ({
    ...ollamaServer,
    server: { ...ollamaServer.server, env: ['OLLAMA_BASE_URL', 'OLLAMA_HOST'] },
    discover: { ...ollamaServer.discover, accepts },
    profileOf: 'ollama',
    status: 'ga',
    checked: '2026-08-30',
  }) as const satisfies Partial<ProviderDefinition>;
