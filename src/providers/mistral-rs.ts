import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'mistral-rs',
  name: 'mistral.rs',
  docs: 'https://github.com/EricLBuehler/mistral.rs',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  // Its usual port 1234 is LM Studio's too, so it has to be named.
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['MISTRAL_RS_BASE_URL'] } },
  auth: optionalBearer('MISTRAL_RS_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }), embed: openaiEmbeddings() },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
