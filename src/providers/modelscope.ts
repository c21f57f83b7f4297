import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, enableThinking } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'modelscope',
  name: 'ModelScope API-Inference',
  docs: 'https://modelscope.cn/docs/model-service/API-Inference/intro',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api-inference.modelscope.cn/v1' },
  auth: bearer('MODELSCOPE_API_KEY', 'MODELSCOPE_SDK_TOKEN'),
  capabilities: {
    chat: openaiChat({ reasoning: byModel([[/Qwen3(?!.*(Instruct|Coder|Thinking))/, enableThinking()]]) }),
  },
  defaults: { chat: 'ZhipuAI/GLM-4.6' },
  models: [
    'Qwen/Qwen3-Coder-30B-A3B-Instruct',
    'Qwen/Qwen3-30B-A3B-Thinking-2507',
    'Qwen/Qwen3-30B-A3B-Instruct-2507',
    'ZhipuAI/GLM-4.5',
  ],
});
