import { defineProvider } from '../core/provider.ts';
import { nlpCloud } from '../wire/nlp-cloud/nlp-cloud.ts';

export default defineProvider({
  id: 'nlp-cloud',
  name: 'NLP Cloud',
  docs: 'https://docs.nlpcloud.com/',
  status: 'ga',
  checked: '2026-11-22',
  category: 'european',
  country: 'FR',
  baseUrl: { global: 'https://api.nlpcloud.io/v1' },
  auth: { kind: 'header', header: 'authorization', prefix: 'Token ', env: ['NLP_CLOUD_API_KEY'] },
  capabilities: { chat: nlpCloud() },
  defaults: { chat: 'finetuned-llama-3-70b' },
});
