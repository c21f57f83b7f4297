import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'predibase',
  name: 'Predibase',
  docs: 'https://docs.predibase.com',
  status: 'ga',
  checked: '2026-05-25',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://serving.app.predibase.com/{tenant}/deployments/v2/llms/{deployment}/v1' },
  settings: { tenant: { env: ['PREDIBASE_TENANT_ID'] }, deployment: { env: ['PREDIBASE_DEPLOYMENT'] } },
  auth: bearer('PREDIBASE_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: {},
});
