import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'bloomberggpt',
  name: 'BloombergGPT',
  docs: 'https://arxiv.org/abs/2303.17564',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'domain',
  country: 'US',
  // Internal research model (2023); never offered.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'writer (palmyra-fin), or fingpt or adaptllm-finance on a server of your own',
});
