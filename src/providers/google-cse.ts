import { defineProvider } from '../core/provider.ts';
import { googleCseSearch } from '../wire/search/engines.ts';

export default defineProvider({
  id: 'google-cse',
  name: 'Google Programmable Search',
  docs: 'https://developers.google.com/custom-search/v1/overview',
  status: 'ga',
  checked: '2026-11-22',
  category: 'major',
  country: 'US',
  baseUrl: { global: 'https://www.googleapis.com/customsearch/v1' },
  auth: { kind: 'query', parameter: 'key', env: ['GOOGLE_PSE_API_KEY', 'GOOGLE_CSE_API_KEY', 'GOOGLE_API_KEY'] },
  capabilities: { search: googleCseSearch() },
  defaults: { search: 'web' },
  settings: { engine: { env: ['GOOGLE_CSE_ID', 'GOOGLE_PSE_ENGINE_ID'], required: true } },
});
