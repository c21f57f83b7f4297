import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { landingai } from '../wire/parse/landingai.ts';

export default defineProvider({
  id: 'landingai-ade',
  name: 'LandingAI Agentic Document Extraction',
  docs: 'https://docs.landing.ai/ade',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: { global: 'https://api.ade.landing.ai', eu: 'https://api.ade.eu-west-1.landing.ai' },
  auth: bearer('VISION_AGENT_API_KEY', 'LANDINGAI_API_KEY'),
  probe: '/v2/parse/jobs',
  capabilities: { parse: landingai() },
  defaults: { parse: 'dpt-3-pro-latest' },
});
