import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { yandexChat } from '../wire/yandex.ts';

export default defineProvider({
  id: 'yandex',
  name: 'Yandex AI Studio',
  docs: 'https://yandex.cloud/en/docs/ai-studio/concepts/openai-compatibility',
  status: 'ga',
  checked: '2026-11-22',
  category: 'regional',
  country: 'RU',
  baseUrl: { global: 'https://ai.api.cloud.yandex.net/v1' },
  auth: anyOf(
    {
      kind: 'header',
      header: 'authorization',
      prefix: 'Api-Key ',
      env: ['YANDEX_API_KEY', 'YANDEX_CLOUD_API_KEY'],
    },
    bearer('YANDEX_IAM_TOKEN'),
  ),
  settings: { folderId: { env: ['YANDEX_FOLDER_ID', 'YANDEX_CLOUD_FOLDER'], required: true } },
  headers: { 'OpenAI-Project': '${YANDEX_FOLDER_ID}' },
  capabilities: { chat: yandexChat() },
  defaults: { chat: 'yandexgpt-5.1/latest' },
});
