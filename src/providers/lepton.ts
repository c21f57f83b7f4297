import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'lepton',
  name: 'Lepton AI',
  docs: 'https://www.lepton.ai',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  // Bought by NVIDIA (2025); old model endpoints dead per 2026-08 probes.
  baseUrl: {},
  auth: bearer('LEPTON_API_TOKEN'),
  capabilities: {},
  defaults: {},
  replacedBy: 'nvidia-nim',
});
