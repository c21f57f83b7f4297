import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { huggingfaceEmbed } from '../wire/embed/huggingface.ts';
import { huggingfaceAsr } from '../wire/huggingface-asr.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'huggingface',
  name: 'Hugging Face Inference Providers',
  docs: 'https://huggingface.co/docs/inference-providers',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://router.huggingface.co/v1' },
  auth: bearer('HF_TOKEN', 'HUGGINGFACE_API_KEY'),
  hosts: { inference: { url: 'https://router.huggingface.co/hf-inference' } },
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortField(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']),
    }),
    embed: huggingfaceEmbed(),
    transcribe: huggingfaceAsr(),
  },
  defaults: {
    chat: 'zai-org/GLM-5.2',
    embed: 'sentence-transformers/all-MiniLM-L6-v2',
    transcribe: 'openai/whisper-large-v3',
  },
  models: [
    'moonshotai/Kimi-K2.7-Code',
    'MiniMaxAI/MiniMax-M3',
    'stepfun-ai/Step-3.7-Flash',
    'deepseek-ai/DeepSeek-V4-Flash',
  ],
});
