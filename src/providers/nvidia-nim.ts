import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { nvidiaRerank } from '../wire/rerank/vendors.ts';

export default defineProvider({
  id: 'nvidia-nim',
  name: 'NVIDIA NIM (API catalogue)',
  docs: 'https://docs.api.nvidia.com/nim/reference/llm-apis',
  status: 'ga',
  checked: '2026-07-02',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://integrate.api.nvidia.com/v1' },
  hosts: { retrieval: { url: 'https://ai.api.nvidia.com/v1' } },
  auth: bearer('NVIDIA_API_KEY', 'NVIDIA_NIM_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openWeights }),
    rerank: nvidiaRerank(),
    embed: openaiEmbeddings({ inputType: (purpose) => ({ input_type: purpose === 'query' ? 'query' : 'passage' }) }),
  },
  defaults: {
    rerank: 'nvidia/llama-3.2-nv-rerankqa-1b-v2',
    chat: 'nvidia/nemotron-3-ultra-550b-a55b',
    embed: 'nvidia/llama-nemotron-embed-vl-1b-v2',
  },
  models: [
    'minimaxai/minimax-m3',
    'stepfun-ai/step-3.7-flash',
    'nvidia/nemotron-3-nano-omni-30b-a3b-reasoning',
    'deepseek-ai/deepseek-v4-pro',
  ],
});
