import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gemini } from '../wire/gemini/gemini.ts';
import { geminiEmbeddings } from '../wire/gemini-embeddings.ts';
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
  capabilities: { chat: gemini(), embed: geminiEmbeddings(), video: googleVideo(videoLimits) },
  defaults: { chat: 'gemini-3.8-flash', embed: 'gemini-embedding-001', video: 'gemini-omni-1.1-flash' },
});
