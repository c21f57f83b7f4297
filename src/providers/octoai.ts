import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'octoai',
  name: 'OctoAI',
  docs: 'https://octo.ai',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  // Acquired by NVIDIA; service ended 2024-10-31.
  baseUrl: {},
  auth: bearer('OCTOAI_TOKEN', 'OCTOAI_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'nvidia-nim',
});
