import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { gptImages } from '../wire/openai-images/gpt-image.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';

export default defineProvider({
  id: 'openai-compatible',
  name: 'Any OpenAI-compatible endpoint',
  docs: 'https://platform.openai.com/docs/api-reference/chat',
  status: 'ga',
  checked: '2026-08-22',
  category: 'local',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['OPENAI_COMPATIBLE_BASE_URL'] } },
  auth: optionalBearer('OPENAI_COMPATIBLE_API_KEY'),
  capabilities: { chat: openaiChat(), embed: openaiEmbeddings(), image: openaiImages(gptImages) },
  defaults: {},
  discover: { probe: '/models', models: '/models' },
});
