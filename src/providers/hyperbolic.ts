import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { hyperbolicImage } from '../wire/image-lists.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'hyperbolic',
  name: 'Hyperbolic',
  docs: 'https://docs.hyperbolic.xyz',
  status: 'ga',
  checked: '2026-05-25',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.hyperbolic.xyz/v1' },
  auth: bearer('HYPERBOLIC_API_KEY'),
  capabilities: { chat: openaiChat(), image: hyperbolicImage() },
  defaults: { chat: 'Qwen/Qwen3-Next-80B-A3B-Instruct', image: 'SD2' },
  models: ['openai/gpt-oss-120b'],
});
