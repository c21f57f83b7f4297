import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { jinaReader } from '../wire/parse/jina-reader.ts';

export default defineProvider({
  id: 'jina-reader',
  name: 'Jina Reader',
  docs: 'https://jina.ai/reader',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'DE',
  baseUrl: { global: 'https://r.jina.ai' },
  auth: optionalBearer('JINA_API_KEY'),
  probe: '/',
  capabilities: { parse: jinaReader() },
  defaults: { parse: 'reader' },
});
