import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'ami-labs',
  name: 'AMI Labs (Advanced Machine Intelligence)',
  docs: 'https://amilabs.xyz',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'emerging',
  country: 'FR',
  // World-model research lab; leadership says no product within months. No API.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
});
