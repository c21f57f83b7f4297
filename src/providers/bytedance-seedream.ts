import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { seedreamImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';

export default defineProvider({
  id: 'bytedance-seedream',
  name: 'ByteDance Seedream (BytePlus ModelArk)',
  docs: 'https://docs.byteplus.com/en/docs/ModelArk/1541523',
  status: 'ga',
  checked: '2026-11-22',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://ark.ap-southeast.bytepluses.com/api/v3' },
  auth: bearer('ARK_API_KEY'),
  capabilities: { image: openaiImages(seedreamImages) },
  defaults: { image: 'seedream-5-0-260128' },
});
