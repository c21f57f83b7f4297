import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'reka',
  name: 'Reka AI',
  docs: 'https://docs.reka.ai',
  status: 'ga',
  checked: '2026-09-29',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.reka.ai/v1' },
  auth: header('X-Api-Key', 'REKA_API_KEY'),
  capabilities: {
    chat: openaiChat({
      // Its chat knows no system role, and its tools are flat.
      systemRole: () => 'user',
      tool: ({ name, description, parameters }) => ({ name, description, parameters }),
      requiredTool: 'tool',
      toolChoice: (choice) => (typeof choice === 'string' ? choice : 'tool'),
    }),
  },
  defaults: { chat: 'reka-flash' },
  models: ['reka-edge', 'reka-edge-2603'],
});
