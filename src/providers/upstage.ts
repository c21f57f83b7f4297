import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, effortWords } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'upstage',
  name: 'Upstage Solar',
  docs: 'https://developers.upstage.ai/docs/apis/chat',
  status: 'ga',
  checked: '2026-07-02',
  category: 'regional',
  country: 'KR',
  baseUrl: { global: 'https://api.upstage.ai/v1' },
  auth: bearer('UPSTAGE_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel([
        [/solar-pro2/, effortWords({ none: undefined, high: 'high' })],
        [/solar-pro3/, effortWords({ none: 'low', medium: 'medium', high: 'high' })],
      ]),
    }),
    embed: openaiEmbeddings({
      // One model for each purpose.
      inputType: (purpose) => ({ model: purpose === 'query' ? 'embedding-query' : 'embedding-passage' }),
    }),
  },
  defaults: { chat: 'solar-pro3', embed: 'embedding-query' },
  models: ['solar-pro2', 'solar-mini'],
});
