import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { cohereEmbed } from '../wire/cohere-embed.ts';
import { cohereV2 } from '../wire/cohere-v2/cohere-v2.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { cohereWording } from '../wire/openai-transcribe/wording.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'cohere',
  name: 'Cohere',
  docs: 'https://docs.cohere.com/reference/chat',
  status: 'ga',
  checked: '2026-08-22',
  category: 'enterprise',
  country: 'CA',
  baseUrl: { global: 'https://api.cohere.com/v2' },
  auth: bearer('COHERE_API_KEY', 'CO_API_KEY'),
  capabilities: {
    chat: cohereV2(),
    embed: cohereEmbed(),
    rerank: rerank(),
    transcribe: openaiTranscribe({ wording: cohereWording }),
  },
  defaults: {
    chat: 'command-a-plus-05-2026',
    embed: 'embed-v4.0',
    rerank: 'rerank-v4.0-pro',
    transcribe: 'cohere-transcribe-03-2026',
  },
});
