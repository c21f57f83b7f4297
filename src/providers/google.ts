import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gemini } from '../wire/gemini/gemini.ts';
import { geminiEmbeddings } from '../wire/gemini-embeddings.ts';
import { geminiImage } from '../wire/gemini-image.ts';
import { geminiSpeak } from '../wire/gemini-speak.ts';
import { geminiLive, googleLive } from '../wire/realtime/gemini-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { googleVideo } from '../wire/video/google.ts';
import { videoLimits } from './video-limits/google.ts';

export default defineProvider({
  id: 'google',
  name: 'Google Gemini API',
  docs: 'https://ai.google.dev/gemini-api/docs',
  status: 'ga',
  checked: '2026-10-08',
  category: 'major',
  country: 'US',
  baseUrl: { global: 'https://generativelanguage.googleapis.com/v1beta' },
  auth: header('x-goog-api-key', 'GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
  capabilities: {
    chat: gemini(),
    embed: geminiEmbeddings(),
    speak: geminiSpeak(),
    voice: voiceOver({ converse: { family: geminiLive(googleLive), model: 'gemini-3.1-flash-live-preview' } }),
    image: geminiImage(),
    video: googleVideo(videoLimits),
  },
  defaults: {
    chat: 'gemini-3.8-flash',
    embed: 'gemini-embedding-001',
    speak: 'gemini-3.1-flash-tts-preview',
    voice: 'gemini-3.1-flash-live-preview',
    image: 'gemini-3.1-flash-image',
    video: 'gemini-omni-1.1-flash',
  },
  hosts: { live: { url: 'https://generativelanguage.googleapis.com' } },
});
