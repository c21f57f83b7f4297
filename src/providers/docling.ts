import { defineProvider } from '../core/provider.ts';
import { docling } from '../wire/parse/docling.ts';

export default defineProvider({
  id: 'docling',
  name: 'Docling Serve',
  docs: 'https://docling-project.github.io/docling',
  status: 'ga',
  checked: '2026-11-23',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:5001' },
  server: { env: ['DOCLING_SERVE_URL'] },
  auth: { kind: 'header', header: 'X-Api-Key', env: ['DOCLING_SERVE_API_KEY'], optional: true },
  capabilities: { parse: docling() },
  defaults: { parse: 'standard' },
  local: true,
  discover: { probe: '/version', models: '/version', page: 'docling' },
});
