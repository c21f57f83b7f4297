import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { automatic1111, modelsIn } from '../wire/automatic1111.ts';

export default defineProvider({
  id: 'automatic1111',
  name: 'Stable Diffusion web UI (AUTOMATIC1111, Forge, SD.Next)',
  docs: 'https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:7860' },
  auth: noAuth,
  capabilities: { image: automatic1111() },
  defaults: {},
  local: true,
  discover: { probe: '/sdapi/v1/sd-models', models: '/sdapi/v1/sd-models', read: modelsIn },
});
