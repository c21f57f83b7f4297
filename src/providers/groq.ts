import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { groqReasoning, groqShowsReasoning } from '../wire/openai-chat/reasoning.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { whisperWording } from '../wire/openai-transcribe/wording.ts';

const takesSchemas = (model: string): boolean => /gpt-oss|qwen|llama-4|kimi/.test(model);

export default defineProvider({
  id: 'groq',
  name: 'Groq',
  docs: 'https://console.groq.com/docs/models',
  status: 'ga',
  checked: '2026-08-30',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.groq.com/openai/v1' },
  auth: bearer('GROQ_API_KEY'),
  capabilities: {
    chat: openaiChat({
      tokenLimit: () => 'max_completion_tokens',
      // Text-only models refuse content arrays.
      contentParts: (model) => /qwen3\.8|llama-4/.test(model),
      // Usage comes in `x_groq` without being asked for.
      reasoning: groqReasoning,
      always: (model) => (groqShowsReasoning(model) ? { reasoning_format: 'parsed' } : {}),
      structured: (model, withTools) => {
        if (withTools) return 'prompt';
        return takesSchemas(model) ? 'json_schema' : 'json_object';
      },
      streamsSchema: false,
    }),
    transcribe: openaiTranscribe({ wording: whisperWording }),
    speak: openaiAudioSpeak({
      // Orpheus gives nothing else: https://console.groq.com/docs/text-to-speech/orpheus.
      formats: () => ({ wav: 'wav' }),
      maxCharacters: () => 200,
      voice: (model) => (model.includes('arabic') ? 'fahad' : 'autumn'),
      pace: [0.5, 5],
    }),
  },
  defaults: {
    chat: 'openai/gpt-oss-120b',
    transcribe: 'whisper-large-v3-turbo',
    speak: 'canopylabs/orpheus-v1-english',
  },
});
