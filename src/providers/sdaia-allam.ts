import { profileOf } from '../core/provider.ts';
import watsonx from './watsonx.ts';

export default profileOf(watsonx, {
  id: 'sdaia-allam',
  name: 'ALLaM (SDAIA, now HUMAIN) on watsonx',
  category: 'regional',
  country: 'SA',
  docs: 'https://www.humain.com',
  status: 'enterprise-only',
  capabilities: { chat: watsonx.capabilities.chat },
  defaults: { chat: 'sdaia/allam-1-13b-instruct' },
  replacedBy: 'groq/allam-2-7b',
});
