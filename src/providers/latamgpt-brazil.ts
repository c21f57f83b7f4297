import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'latamgpt-brazil',
  name: 'LatamGPT, Brazil region',
  docs: 'https://www.latamgpt.org',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'regional',
  country: 'BR',
  // Launched 2026-02-10, open weights released 2026-02-28 (70B class, Llama-based reports). No hosted public API and no per-country endpoints found; operators are told to run it themselves.
  baseUrl: {},
  auth: bearer('LATAMGPT_API_KEY'),
  profileOf: 'latamgpt',
  capabilities: {},
  defaults: {},
  replacedBy: 'maritaca, or vllm over the open weights',
});
