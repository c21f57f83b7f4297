import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'bytez',
  name: 'Bytez',
  docs: 'https://docs.bytez.com',
  status: 'ga',
  checked: '2026-05-25',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.bytez.com/models/v2/openai/v1' },
  auth: { kind: 'header', header: 'Authorization', prefix: 'Key ', env: ['BYTEZ_API_KEY'] },
  capabilities: { chat: openaiChat() },
  defaults: { chat: 'Qwen/Qwen3-4B-Instruct-2507' },
  models: ['openai/gpt-oss-20b'],
});
