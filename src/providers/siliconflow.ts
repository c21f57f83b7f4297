import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel, enableThinking } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { bareWording } from '../wire/openai-transcribe/wording.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'siliconflow',
  name: 'SiliconFlow',
  docs: 'https://docs.siliconflow.com/en/api-reference/chat-completions/chat-completions',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.siliconflow.com/v1', cn: 'https://api.siliconflow.cn/v1' },
  auth: bearer('SILICONFLOW_API_KEY', 'SILICONFLOW_CN_API_KEY'),
  capabilities: {
    chat: openaiChat({
      reasoning: byModel(
        [[/DeepSeek-V4-Flash/, effortField(['high', 'max'])]],
        enableThinking({ least: 128, most: 32_768 }),
      ),
    }),
    embed: openaiEmbeddings(),
    rerank: rerank({ always: { return_documents: false } }),
    transcribe: openaiTranscribe({ wording: bareWording }),
    speak: openaiAudioSpeak({
      formats: () => ({ mp3: 'mp3', wav: 'wav', pcm: 'pcm', opus: 'opus' }),
      // A voice is named below its model.
      voice: (model) => `${model}:alex`,
      extra: ({ format }) => (format === 'pcm' ? { sample_rate: 24_000 } : {}),
    }),
  },
  defaults: {
    rerank: 'BAAI/bge-reranker-v2-m3',
    chat: 'zai-org/GLM-5.2',
    embed: 'BAAI/bge-m3',
    transcribe: 'FunAudioLLM/SenseVoiceSmall',
    speak: 'FunAudioLLM/CosyVoice2-0.5B',
  },
  models: ['deepseek-ai/DeepSeek-V4-Flash', 'deepseek-ai/DeepSeek-V4-Pro', 'Qwen/Qwen3.6-27B', 'moonshotai/Kimi-K2.6'],
});
