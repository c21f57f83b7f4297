import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'deepseek-r1-lite',
  name: 'DeepSeek-R1-Lite',
  docs: 'https://api-docs.deepseek.com/',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'chinese',
  country: 'CN',
  // R1-Lite-Preview (2024-11) was a chat-site preview; it never had a public API id.
  baseUrl: {},
  auth: noAuth,
  profileOf: 'deepseek',
  capabilities: {},
  defaults: {},
  replacedBy: 'deepseek',
});
