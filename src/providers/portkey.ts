import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiTokenLimit } from '../wire/openai-chat/openai-models.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'portkey',
  name: 'Portkey',
  docs: 'https://portkey.ai/docs',
  status: 'ga',
  checked: '2026-05-25',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://api.portkey.ai/v1' },
  auth: header('x-portkey-api-key', 'PORTKEY_API_KEY'),
  // Without it thinking stays hidden.
  headers: {
    'x-portkey-strict-open-ai-compliance': 'false',
    'x-portkey-provider': '${PORTKEY_PROVIDER}',
    'x-portkey-virtual-key': '${PORTKEY_VIRTUAL_KEY}',
    'x-portkey-config': '${PORTKEY_CONFIG}',
  },
  capabilities: {
    chat: openaiChat({ streamUsage: true, tokenLimit: openaiTokenLimit }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    speak: openaiAudioSpeak({ voice: () => 'alloy' }),
  },
  defaults: {
    chat: '@openai/gpt-5.5',
    embed: '@openai/text-embedding-3-small',
    rerank: '@cohere/rerank-v3.5',
    speak: '@openai/gpt-4o-mini-tts',
  },
  models: ['@anthropic/claude-sonnet-5'],
});
