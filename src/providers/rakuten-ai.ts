import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'rakuten-ai',
  name: 'Rakuten AI',
  docs: 'https://huggingface.co/Rakuten',
  status: 'not-launched',
  checked: '2026-10-08',
  category: 'regional',
  country: 'JP',
  // Open weights (RakutenAI-7B, 2.0-8x7B, 2.0-mini, 3.0) and internal gateway; no public API found.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'vllm over the open weights; plamo or sakana for Japanese',
});
