import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, enableThinking, noControl } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'baidu-qianfan',
  name: 'Baidu Qianfan (ERNIE)',
  docs: 'https://cloud.baidu.com/doc/qianfan-api/s/3m9b5lqft',
  status: 'ga',
  checked: '2026-10-08',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://qianfan.baidubce.com/v2' },
  auth: bearer('QIANFAN_API_KEY'),
  headers: { appid: '${QIANFAN_APPID}' },
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      structured: () => 'json_object',
      reasoning: byModel([[/x1|thinking/, noControl]], enableThinking()),
    }),
    embed: openaiEmbeddings({ maxBatch: 16 }),
    rerank: rerank({ limits: () => ({ passages: 64 }) }),
  },
  // The newest id is a thinking preview; the settled one answers by default.
  defaults: { chat: 'ernie-4.5-turbo-128k', embed: 'embedding-v1', rerank: 'bce-reranker-base' },
  models: ['ernie-5.0-thinking-preview', 'ernie-x1-turbo-32k'],
});
