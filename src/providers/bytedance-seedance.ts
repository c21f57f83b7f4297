import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { arkVideo } from '../wire/video/ark.ts';
import { videoLimits } from './video-limits/seedance.ts';

export default defineProvider({
  id: 'bytedance-seedance',
  name: 'ByteDance Seedance (BytePlus ModelArk)',
  docs: 'https://docs.byteplus.com/en/docs/ModelArk/1520757',
  status: 'ga',
  checked: '2026-11-22',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://ark.ap-southeast.bytepluses.com/api/v3' },
  auth: bearer('ARK_API_KEY'),
  capabilities: { video: arkVideo(videoLimits) },
  defaults: { video: 'dreamina-seedance-2-0-260128' },
  probe: '/contents/generations/tasks',
});
