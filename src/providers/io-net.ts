import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortObject } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'io-net',
  name: 'io.net IO Intelligence',
  docs: 'https://io.net/docs/guides/intelligence/io-intelligence',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.intelligence.io.solutions/api/v1' },
  auth: bearer('IOINTELLIGENCE_API_KEY'),
  capabilities: {
    chat: openaiChat({ reasoning: effortObject(['none', 'low', 'medium', 'high']) }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'Qwen/Qwen3-235B-A22B-Thinking-2507', embed: 'BAAI/bge-multilingual-gemma2' },
  models: [
    'mistralai/Magistral-Small-2506',
    'mistralai/Devstral-Small-2505',
    'deepseek-ai/DeepSeek-R1-0528',
    'meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8',
  ],
});
