import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { minimaxImage } from '../wire/minimax-image.ts';
import { minimaxSpeak } from '../wire/minimax-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, thinkingType } from '../wire/openai-chat/spellings.ts';
import { minimaxVideo } from '../wire/video/minimax.ts';
import { videoLimits } from './video-limits/minimax.ts';

export default defineProvider({
  id: 'minimax',
  name: 'MiniMax',
  docs: 'https://platform.minimax.io/docs/api-reference/text-openai-api',
  status: 'ga',
  checked: '2026-09-29',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.minimax.io/v1', cn: 'https://api.minimaxi.com/v1' },
  // Films have two APIs, each with its version in the path.
  hosts: { root: { url: 'https://api.minimax.io', regions: { cn: 'https://api.minimaxi.com' } } },
  auth: bearer('MINIMAX_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      tokenLimit: () => 'max_completion_tokens',
      reasoning: byModel([[/M3/, thinkingType({ on: 'adaptive' })]]),
      structured: () => 'prompt',
    }),
    speak: minimaxSpeak(),
    image: minimaxImage(),
    video: minimaxVideo(videoLimits),
  },
  defaults: { chat: 'MiniMax-M3', speak: 'speech-2.8-hd', image: 'image-01', video: 'MiniMax-H3' },
  models: ['MiniMax-M2.7', 'MiniMax-M2.7-highspeed', 'MiniMax-M3.1-Flash-Preview'],
});
