import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, thinkingType } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'volcengine-ark',
  name: 'Volcengine Ark (Doubao) / BytePlus ModelArk',
  docs: 'https://www.volcengine.com/docs/82379/1298454',
  status: 'ga',
  checked: '2026-08-22',
  category: 'chinese',
  country: 'CN',
  baseUrl: {
    global: 'https://ark.cn-beijing.volces.com/api/v3',
    byteplus: 'https://ark.ap-southeast.bytepluses.com/api/v3',
    coding: 'https://ark.cn-beijing.volces.com/api/coding/v3',
  },
  auth: bearer('ARK_API_KEY', 'VOLCENGINE_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel(
        [[/seed-[2-9]/, thinkingType({ efforts: ['minimal', 'low', 'medium', 'high'] })]],
        thinkingType(),
      ),
    }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'doubao-seed-2-1-turbo-260628', embed: 'doubao-embedding-large-text-250515' },
  models: ['doubao-seed-2-0-pro-260215', 'doubao-seed-2-0-mini-260215', 'deepseek-v4-pro'],
});
