import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openrouterReasoning } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openrouterImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { openrouterWording } from '../wire/openai-transcribe/wording.ts';
import { rerank } from '../wire/rerank/rerank.ts';
import { openrouterVideo } from '../wire/video/openrouter.ts';
import { videoLimits } from './video-limits/openrouter.ts';

export default defineProvider({
  id: 'openrouter',
  name: 'OpenRouter',
  docs: 'https://openrouter.ai/docs',
  status: 'ga',
  checked: '2026-10-08',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://openrouter.ai/api/v1' },
  auth: bearer('OPENROUTER_API_KEY'),
  headers: { 'X-Title': 'LLMKit MCP' },
  capabilities: {
    chat: openaiChat({ reasoning: openrouterReasoning, statesCost: true, completionHasReasoning: true }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    transcribe: openaiTranscribe({ wording: openrouterWording, isJson: true, statesCost: true }),
    speak: openaiAudioSpeak({
      formats: () => ({ mp3: 'mp3', pcm: 'pcm' }),
      voice: (model) => (/kokoro/.test(model) ? 'af_bella' : /^openai\//.test(model) ? 'alloy' : undefined),
    }),
    image: openaiImages(openrouterImages),
    video: openrouterVideo(videoLimits),
  },
  defaults: {
    rerank: 'cohere/rerank-v3.5',
    chat: 'openai/gpt-5.6-terra',
    embed: 'openai/text-embedding-3-small',
    transcribe: 'openai/whisper-1',
    speak: 'hexgrad/kokoro-82m',
    image: 'bytedance-seed/seedream-4.5',
    video: 'bytedance/seedance-2.5',
  },
  // The list of models is public.
  probe: '/key',
});
