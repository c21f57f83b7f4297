import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { xaiImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiResponses } from '../wire/openai-responses/openai-responses.ts';
import { xaiReasoningObject } from '../wire/openai-responses/reasoning.ts';
import { openaiRealtime, xaiVoice } from '../wire/realtime/openai-realtime.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { xaiLive } from '../wire/realtime/xai-live.ts';
import { xaiVideo } from '../wire/video/xai.ts';
import { xaiSpeak } from '../wire/xai-speak.ts';
import { xaiStt } from '../wire/xai-stt.ts';
import { videoLimits } from './video-limits/xai.ts';

export default defineProvider({
  id: 'xai',
  name: 'xAI',
  docs: 'https://docs.x.ai/docs/models',
  status: 'ga',
  checked: '2026-08-30',
  category: 'major',
  country: 'US',
  baseUrl: {
    global: 'https://api.x.ai/v1',
    'eu-west-1': 'https://eu-west-1.api.x.ai/v1',
    'us-east-1': 'https://us-east-1.api.x.ai/v1',
  },
  auth: bearer('XAI_API_KEY'),
  capabilities: {
    chat: openaiResponses({
      encryptsReasoning: (model) => !/non-reasoning|grok-[23](?!-mini)/.test(model),
      reasoning: xaiReasoningObject,
      // Files are taken by id alone.
      filePart: () => undefined,
      chatDoor: { dialect: {} },
    }),
    transcribe: xaiStt(),
    speak: xaiSpeak(),
    voice: voiceOver({
      converse: { family: openaiRealtime(xaiVoice), model: 'grok-voice-latest' },
      transcribe: { family: xaiLive, model: 'grok-transcribe' },
    }),
    image: openaiImages(xaiImages),
    video: xaiVideo(videoLimits),
  },
  defaults: {
    chat: 'grok-4.6',
    transcribe: 'grok-voice-transcribe-2.0',
    speak: 'grok-tts',
    voice: 'grok-voice-latest',
    image: 'grok-imagine-image',
    video: 'grok-imagine-video',
  },
});
