import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gigachat } from '../wire/gigachat/gigachat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'gigachat',
  name: 'Sber GigaChat',
  docs: 'https://developers.sber.ru/docs/ru/gigachat/api/overview',
  status: 'ga',
  checked: '2026-11-22',
  category: 'regional',
  country: 'RU',
  baseUrl: { global: 'https://gigachat.devices.sberbank.ru/api/v1' },
  auth: anyOf(
    {
      kind: 'client-credentials',
      style: 'sber',
      tokenUrl: '{tokenUrl}',
      env: ['GIGACHAT_CREDENTIALS'],
      scope: '{scope}',
    },
    bearer('GIGACHAT_ACCESS_TOKEN'),
  ),
  settings: {
    tokenUrl: { env: ['GIGACHAT_AUTH_URL'], default: 'https://ngw.devices.sberbank.ru:9443/api/v2/oauth' },
    scope: { env: ['GIGACHAT_SCOPE'], default: 'GIGACHAT_API_PERS' },
    // No public authority has signed its certificate.
    caBundle: { env: ['GIGACHAT_CA_BUNDLE_FILE'] },
  },
  capabilities: { chat: gigachat(), embed: openaiEmbeddings({ dimensionsField: () => undefined, maxBatch: 100 }) },
  defaults: { chat: 'GigaChat-2-Max', embed: 'Embeddings' },
});
