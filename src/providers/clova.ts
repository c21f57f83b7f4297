import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'clova',
  name: 'NAVER CLOVA Studio',
  docs: 'https://api.ncloud-docs.com/docs/en/ai-naver-clovastudio-summary',
  status: 'ga',
  checked: '2026-11-22',
  category: 'regional',
  country: 'KR',
  baseUrl: { global: 'https://clovastudio.stream.ntruss.com/v1/openai' },
  auth: bearer('CLOVASTUDIO_API_KEY', 'NCP_CLOVASTUDIO_API_KEY'),
  capabilities: {
    chat: openaiChat({
      requiredTool: undefined,
      reasoning: effortField(['none', 'low', 'medium', 'high']),
      // The door leaves `strict` unread; `clova-v3` holds HCX-007 to a schema.
      structured: () => 'prompt',
    }),
    embed: openaiEmbeddings({ dimensionsField: () => undefined, maxBatch: 1 }),
  },
  defaults: { chat: 'HCX-005', embed: 'bge-m3' },
});
