import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { thinkingType } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'tencent-tokenhub',
  name: 'Tencent TokenHub / Hunyuan',
  docs: 'https://cloud.tencent.com/document/product/1823/130050',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: {
    global: 'https://tokenhub.tencentmaas.com/v1',
    hunyuan: 'https://api.hunyuan.cloud.tencent.com/v1',
    coding: 'https://api.lkeap.cloud.tencent.com/coding/v3',
  },
  auth: bearer('TENCENT_TOKENHUB_API_KEY', 'HUNYUAN_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: thinkingType({ efforts: ['low', 'medium', 'high'] }) }) },
  defaults: { chat: 'hy3-preview' },
  models: ['hunyuan-turbos-latest', 'hunyuan-t1-latest'],
});
