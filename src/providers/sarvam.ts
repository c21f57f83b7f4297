import { bearer, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortWords } from '../wire/openai-chat/spellings.ts';
import { sarvamSpeak } from '../wire/sarvam-speak.ts';
import { sarvamStt } from '../wire/sarvam-stt.ts';

export default defineProvider({
  id: 'sarvam',
  name: 'Sarvam AI',
  docs: 'https://docs.sarvam.ai/api-reference-docs/chat/chat-completions',
  status: 'ga',
  checked: '2026-09-28',
  category: 'regional',
  country: 'IN',
  baseUrl: { global: 'https://api.sarvam.ai/v1' },
  // Speech stands beside the chat's `v1`, with a header of its own.
  hosts: { speech: { url: 'https://api.sarvam.ai', auth: header('api-subscription-key', 'SARVAM_API_KEY') } },
  auth: bearer('SARVAM_API_KEY'),
  capabilities: {
    chat: openaiChat({ reasoning: effortWords({ none: null, low: 'low', medium: 'medium', high: 'high' }) }),
    transcribe: sarvamStt(),
    speak: sarvamSpeak(),
  },
  defaults: { chat: 'sarvam-105b', transcribe: 'saaras:v4', speak: 'bulbul:v3' },
  models: ['sarvam-105b-conversations'],
});
