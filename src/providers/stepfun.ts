import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'stepfun',
  name: 'StepFun',
  docs: 'https://platform.stepfun.ai/docs/en',
  status: 'ga',
  checked: '2026-09-29',
  category: 'chinese',
  country: 'CN',
  baseUrl: {
    global: 'https://api.stepfun.ai/v1',
    cn: 'https://api.stepfun.com/v1',
    'step-plan': 'https://api.stepfun.ai/step_plan/v1',
  },
  auth: bearer('STEPFUN_API_KEY', 'STEP_API_KEY'),
  capabilities: {
    chat: openaiChat({
      reasoning: byModel([[/2603/, effortField(['low', 'high'])]], effortField(['low', 'medium', 'high'])),
    }),
  },
  defaults: { chat: 'step-5-preview' },
  models: ['step-3.7-flash', 'step-3.5-flash', 'step-3.5-flash-2603', 'step-1o-turbo-vision'],
});
