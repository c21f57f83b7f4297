import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'lambda-ai',
  name: 'Lambda Inference API',
  docs: 'https://lambda.ai',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  // Ended 2025-09-25.
  baseUrl: {},
  auth: bearer('LAMBDA_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'together, deepinfra or fireworks',
});
