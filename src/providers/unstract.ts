import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { unstract } from '../wire/parse/unstract.ts';

export default defineProvider({
  id: 'unstract',
  name: 'Unstract API deployments',
  docs: 'https://docs.unstract.com/unstract',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: { global: 'https://us-central.unstract.com' },
  // The address of one deployment, which is the default model then.
  server: { env: ['UNSTRACT_API_DEPLOYMENT_URL'] },
  auth: bearer('UNSTRACT_API_KEY'),
  probe: '/',
  capabilities: { parse: unstract() },
  defaults: { parse: 'deployment' },
});
