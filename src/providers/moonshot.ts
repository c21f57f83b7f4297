import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { isFixedKimi, kimiReasoning } from '../wire/openai-chat/kimi.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'moonshot',
  name: 'Moonshot AI (Kimi)',
  docs: 'https://platform.kimi.ai/docs/api/chat',
  status: 'ga',
  checked: '2026-09-29',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.moonshot.ai/v1', cn: 'https://api.moonshot.cn/v1' },
  auth: bearer('MOONSHOT_API_KEY', 'KIMI_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      nullableContent: false,
      refusesSampling: isFixedKimi,
      requiredTool: (model) => (/k2\.[67]/.test(model) ? undefined : 'required'),
      reasoning: kimiReasoning,
      // A tool loop of a thinking model is refused without it.
      assistantFields: (model) => (isFixedKimi(model) ? { reasoning_content: '' } : {}),
      errorWords: { exceeded_current_quota_error: 'insufficient_quota', engine_overloaded_error: 'overloaded_error' },
    }),
  },
  defaults: { chat: 'kimi-k3' },
  models: ['kimi-k2.7-code', 'kimi-k2.7-code-highspeed', 'kimi-k2.6'],
});
