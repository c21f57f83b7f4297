import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { loadedModel, teiEmbed } from '../wire/embed/tei.ts';
import { teiRerank } from '../wire/rerank/vendors.ts';

export default defineProvider({
  id: 'huggingface-tei',
  name: 'Text Embeddings Inference',
  docs: 'https://huggingface.co/docs/text-embeddings-inference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8080' },
  server: { env: ['TEI_URL'] },
  auth: optionalBearer('TEI_API_KEY', 'HF_TOKEN'),
  capabilities: { embed: teiEmbed(), rerank: teiRerank() },
  defaults: {},
  local: true,
  // Other servers listen on the same port; this one alone answers here, with its one model.
  discover: { probe: '/info', models: '/info', read: loadedModel, accepts: (model) => model !== '' },
  probe: '/info',
});
