import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel, onOff } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { diarizingWhisper } from '../wire/openai-transcribe/wording.ts';
import { isHasty } from '../wire/speak/wishes.ts';

const togetherVoice = (model: string): string => {
  if (model.includes('orpheus')) return 'tara';
  return model.includes('sonic') ? 'friendly sidekick' : 'af_alloy';
};

import { togetherImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { rerank } from '../wire/rerank/rerank.ts';
import { togetherVideo } from '../wire/video/together.ts';
import { videoLimits } from './video-limits/together.ts';

export default defineProvider({
  id: 'together',
  name: 'Together AI',
  docs: 'https://docs.together.ai/reference/chat-completions',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.together.xyz/v1' },
  // Films are asked for by the second version of its API.
  hosts: { films: { url: 'https://api.together.ai/v2' } },
  auth: bearer('TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY', 'TOGETHERAI_API_KEY'),
  capabilities: {
    chat: openaiChat({
      numbersToolCalls: true,
      reasoning: byModel(
        [[/gpt-oss/, effortField(['low', 'medium', 'high'])]],
        onOff((isOn) => ({ reasoning: { enabled: isOn } })),
      ),
    }),
    embed: openaiEmbeddings({ dimensionsField: () => undefined }),
    rerank: rerank({ limits: () => ({ passages: 1024 }), always: { return_documents: false } }),
    transcribe: openaiTranscribe({
      wording: diarizingWhisper({ times: 'timestamp_granularities', diarize: 'diarize', detects: 'auto' }),
    }),
    speak: openaiAudioSpeak({
      formats: () => ({ mp3: 'mp3', wav: 'wav', pcm: 'raw' }),
      voice: togetherVoice,
      pace: undefined,
      languageField: 'language',
      extra: ({ format, latency }) =>
        format === 'pcm'
          ? { response_encoding: 'pcm_s16le', sample_rate: 24_000, ...(isHasty(latency) && { stream: true }) }
          : {},
    }),
    image: openaiImages(togetherImages),
    video: togetherVideo(videoLimits, 'films'),
  },
  defaults: {
    rerank: 'Salesforce/Llama-Rank-v1',
    chat: 'zai-org/GLM-5.2',
    embed: 'intfloat/multilingual-e5-large-instruct',
    transcribe: 'openai/whisper-large-v3',
    speak: 'hexgrad/Kokoro-82M',
    image: 'black-forest-labs/FLUX.1.1-pro',
    video: 'minimax/hailuo-02',
  },
  models: [
    'moonshotai/Kimi-K2.7-Code',
    'MiniMaxAI/MiniMax-M3',
    'nvidia/nemotron-3-ultra-550b-a55b',
    'Qwen/Qwen3.7-Max',
  ],
});
