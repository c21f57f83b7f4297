import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { clovaV3 } from '../wire/clova-v3/clova-v3.ts';

export default defineProvider({
  id: 'clova-v3',
  name: 'NAVER CLOVA Studio (native wire)',
  docs: 'https://api.ncloud-docs.com/docs/en/ai-naver-clovastudio-summary',
  status: 'ga',
  checked: '2026-11-22',
  category: 'regional',
  country: 'KR',
  baseUrl: { global: 'https://clovastudio.stream.ntruss.com' },
  auth: bearer('CLOVASTUDIO_API_KEY', 'NCP_CLOVASTUDIO_API_KEY'),
  profileOf: 'clova',
  capabilities: { chat: clovaV3() },
  defaults: { chat: 'HCX-007' },
});
