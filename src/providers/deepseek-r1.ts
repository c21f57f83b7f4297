import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'deepseek-r1',
  name: 'DeepSeek-R1 (profile)',
  docs: 'https://api-docs.deepseek.com/guides/thinking_mode',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'chinese',
  country: 'CN',
  // R1 is no longer a separate model at DeepSeek: deepseek-reasoner is an alias of deepseek-flash (V4.1) with thinking on. R1 weights are still hosted by others (Bedrock us.deepseek.r1-v1:0, Vertex MaaS deepseek-r1-0528-maas, GitHub Models, HF router).
  baseUrl: {},
  auth: bearer('DEEPSEEK_API_KEY'),
  profileOf: 'deepseek',
  capabilities: {},
  defaults: {},
  replacedBy: 'deepseek (deepseek-flash or deepseek-v4-pro, thinking on)',
});
