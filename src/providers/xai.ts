import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiResponses } from '../wire/openai-responses/openai-responses.ts';
import { xaiReasoningObject } from '../wire/openai-responses/reasoning.ts';
import { xaiVideo } from '../wire/video/xai.ts';
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
    video: xaiVideo(videoLimits),
  },
  defaults: { chat: 'grok-4.6', video: 'grok-imagine-video' },
});
