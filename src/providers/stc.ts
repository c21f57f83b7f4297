import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'stc',
  name: 'stc (Saudi Telecom) AI',
  docs: 'https://www.stc.com.sa',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'regional',
  country: 'SA',
  // No public LLM API found; stc sells cloud, GPU and enterprise AI by contract.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'sdaia-allam',
});
