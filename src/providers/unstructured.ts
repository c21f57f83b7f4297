import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { unstructured } from '../wire/parse/unstructured.ts';

export default defineProvider({
  id: 'unstructured',
  name: 'Unstructured',
  docs: 'https://docs.unstructured.io',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: { global: 'https://api.unstructuredapp.io' },
  server: { env: ['UNSTRUCTURED_API_URL'], ignoredEnd: '/general/v0/general' },
  auth: header('unstructured-api-key', 'UNSTRUCTURED_API_KEY'),
  probe: '/healthcheck',
  capabilities: { parse: unstructured() },
  defaults: { parse: 'auto' },
});
