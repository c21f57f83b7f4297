import { anyOf, bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { klingImage } from '../wire/kling-image.ts';

export default defineProvider({
  id: 'kling',
  name: 'Kling AI',
  docs: 'https://app.klingai.com/global/dev/document-api',
  status: 'ga',
  checked: '2026-11-22',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api-singapore.klingai.com', cn: 'https://api-beijing.klingai.com' },
  auth: anyOf(bearer('KLINGAI_API_KEY', 'KLING_API_KEY'), {
    kind: 'jwt',
    env: ['KLINGAI_ACCESS_KEY', 'KLINGAI_SECRET_KEY'],
  }),
  capabilities: { image: klingImage() },
  defaults: { image: 'kling-v3' },
});
