import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { revaiJobs } from '../wire/revai-jobs.ts';

export default defineProvider({
  id: 'revai',
  name: 'Rev AI',
  docs: 'https://docs.rev.ai/api/asynchronous',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.rev.ai', eu: 'https://ec1.api.rev.ai' },
  auth: bearer('REVAI_API_KEY'),
  probe: '/speechtotext/v1/account',
  capabilities: { transcribe: revaiJobs() },
  defaults: { transcribe: 'machine' },
});
