import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'privatemode',
  name: 'Privatemode AI (Edgeless)',
  docs: 'https://docs.privatemode.ai/api/overview',
  status: 'ga',
  checked: '2026-07-02',
  category: 'european',
  country: 'DE',
  baseUrl: { global: 'http://127.0.0.1:8080/v1' },
  auth: bearer('PRIVATEMODE_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }), embed: openaiEmbeddings() },
  defaults: { chat: 'gpt-oss-120b', embed: 'qwen3-embedding-4b' },
  models: ['qwen3-coder-30b-a3b', 'gemma-3-27b'],
});
