import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { deepinfraImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { whisperWording } from '../wire/openai-transcribe/wording.ts';
import { deepinfraRerank } from '../wire/rerank/vendors.ts';

export default defineProvider({
  id: 'deepinfra',
  name: 'DeepInfra',
  docs: 'https://docs.deepinfra.com',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.deepinfra.com/v1/openai' },
  hosts: { inference: { url: 'https://api.deepinfra.com/v1' } },
  auth: bearer('DEEPINFRA_API_KEY', 'DEEPINFRA_TOKEN'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: effortField(['none', 'low', 'medium', 'high']) }),
    rerank: deepinfraRerank(),
    embed: openaiEmbeddings({ maxBatch: 1024 }),
    transcribe: openaiTranscribe({ wording: whisperWording }),
    speak: openaiAudioSpeak({ voice: (model) => (/kokoro/i.test(model) ? 'af_bella' : undefined) }),
    image: openaiImages(deepinfraImages),
  },
  defaults: {
    rerank: 'Qwen/Qwen3-Reranker-8B',
    chat: 'zai-org/GLM-5.2',
    embed: 'BAAI/bge-m3',
    transcribe: 'openai/whisper-large-v3-turbo',
    speak: 'hexgrad/Kokoro-82M',
    image: 'black-forest-labs/FLUX-1-schnell',
  },
  models: [
    'moonshotai/Kimi-K2.7-Code',
    'deepseek-ai/DeepSeek-V4-Flash',
    'deepseek-ai/DeepSeek-V4-Pro',
    'XiaomiMiMo/MiMo-V2.5',
  ],
});
