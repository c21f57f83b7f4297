import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { checkpointsIn, comfyui } from '../wire/comfyui/comfyui.ts';

export default defineProvider({
  id: 'comfyui',
  name: 'ComfyUI',
  docs: 'https://docs.comfy.org/development/comfyui-server/comms_routes',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8188' },
  auth: noAuth,
  capabilities: { image: comfyui() },
  defaults: {},
  local: true,
  discover: {
    probe: '/object_info/CheckpointLoaderSimple',
    models: '/object_info/CheckpointLoaderSimple',
    read: checkpointsIn,
  },
});
