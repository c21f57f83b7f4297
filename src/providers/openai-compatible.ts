import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';

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
  capabilities: { chat: openaiChat(), embed: openaiEmbeddings(), transcribe: openaiTranscribe() },
  defaults: {},
  discover: { probe: '/models', models: '/models' },
});
