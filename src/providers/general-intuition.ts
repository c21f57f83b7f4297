import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'general-intuition',
  name: 'General Intuition',
  docs: 'https://www.generalintuition.com',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'emerging',
  country: 'US',
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
});
