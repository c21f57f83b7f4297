import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'vllm',
  name: 'vLLM server',
  docs: 'https://docs.vllm.ai/en/stable/features/reasoning_outputs/',
  status: 'ga',
  checked: '2026-05-02',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8000/v1' },
  auth: optionalBearer('VLLM_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openWeights }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    transcribe: openaiTranscribe(),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models', ownedBy: 'vllm' },
});
