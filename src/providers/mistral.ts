import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { base64, dataUrl } from '../wire/media.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { mistralCallId } from '../wire/openai-chat/mistral-ids.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { mistralReasoning } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { mistralWording } from '../wire/openai-transcribe/wording.ts';
import { mistralOcr } from '../wire/parse/mistral-ocr.ts';
import { mistralLive } from '../wire/realtime/mistral-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { isHasty } from '../wire/speak/wishes.ts';

export default defineProvider({
  id: 'mistral',
  name: 'Mistral AI',
  docs: 'https://docs.mistral.ai/api/',
  status: 'ga',
  checked: '2026-08-30',
  category: 'european',
  country: 'FR',
  baseUrl: {
    global: 'https://api.mistral.ai/v1',
    eu: 'https://api.eu.mistral.ai/v1',
    us: 'https://api.us.mistral.ai/v1',
  },
  auth: bearer('MISTRAL_API_KEY'),
  capabilities: {
    chat: openaiChat({
      requiredTool: 'any',
      toolCallId: mistralCallId,
      reasoning: mistralReasoning,
      filePart: ({ media }) =>
        media.mimeType === 'application/pdf' ? { type: 'document_url', document_url: dataUrl(media) } : undefined,
      audioPart: ({ media }) => ({ type: 'input_audio', input_audio: base64(media) }),
    }),
    embed: openaiEmbeddings({
      dimensionsField: (model) => (model.startsWith('codestral-embed') ? 'output_dimension' : undefined),
      maxBatch: 256,
    }),
    transcribe: openaiTranscribe({ wording: mistralWording, segmentsAreWords: true }),
    speak: openaiAudioSpeak({
      // The specification says `voice_id`; `voice` is what was recorded to work.
      voice: () => 'en_paul_neutral',
      pace: undefined,
      extra: ({ latency }) => (isHasty(latency) ? { stream: true } : {}),
    }),
    voice: voiceOver({ transcribe: { family: mistralLive, model: 'voxtral-mini-transcribe-realtime-2602' } }),
    parse: mistralOcr(),
  },
  defaults: {
    chat: 'mistral-medium-latest',
    embed: 'mistral-embed',
    transcribe: 'voxtral-mini-latest',
    speak: 'voxtral-mini-tts-latest',
    voice: 'voxtral-mini-transcribe-realtime-2602',
    parse: 'mistral-ocr-latest',
  },
});
