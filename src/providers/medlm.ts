import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'medlm',
  name: 'Med-PaLM 2 / MedLM (Vertex AI)',
  docs: 'https://docs.cloud.google.com/vertex-ai/generative-ai/docs/medlm/overview',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'domain',
  country: 'US',
  // Med-PaLM 2 was sold as MedLM (medlm-medium, medlm-large); access ended 2025-09-29.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'medgemma, google with medical instructions, or writer (palmyra-med)',
});
