import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { qwenReasoning } from '../wire/openai-chat/hosted-reasoning.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { alibabaRerank } from '../wire/rerank/vendors.ts';
import { dashscopeVideo } from '../wire/video/dashscope.ts';
import { videoLimits } from './video-limits/alibaba.ts';

export default defineProvider({
  id: 'alibaba',
  name: 'Alibaba Cloud Model Studio',
  docs: 'https://www.alibabacloud.com/help/en/model-studio/models',
  status: 'ga',
  checked: '2026-11-22',
  category: 'chinese',
  country: 'CN',
  // A key belongs to one region.
  baseUrl: {
    intl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    cn: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    'token-plan-intl': 'https://token-plan.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1',
    'token-plan-cn': 'https://token-plan.cn-beijing.maas.aliyuncs.com/compatible-mode/v1',
  },
  hosts: { root: { url: 'https://dashscope-intl.aliyuncs.com', regions: { cn: 'https://dashscope.aliyuncs.com' } } },
  auth: bearer('DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, requiredTool: undefined, reasoning: qwenReasoning }),
    rerank: alibabaRerank(),
    embed: openaiEmbeddings({ maxBatch: 10 }),
    video: dashscopeVideo(videoLimits, 'root'),
  },
  defaults: { rerank: 'qwen3-rerank', chat: 'qwen3.7-plus', embed: 'text-embedding-v4', video: 'wan2.7-t2v' },
});
