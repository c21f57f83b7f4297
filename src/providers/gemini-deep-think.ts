import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gemini } from '../wire/gemini/gemini.ts';

export default defineProvider({
  id: 'gemini-deep-think',
  name: 'Gemini Deep Think',
  docs: 'https://ai.google.dev/gemini-api/docs/thinking',
  status: 'preview',
  checked: '2026-10-08',
  category: 'major',
  country: 'US',
  baseUrl: { global: 'https://generativelanguage.googleapis.com/v1beta' },
  auth: header('x-goog-api-key', 'GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'),
  profileOf: 'google',
  // The app's mode has no model of its own in the API: it is the most thinking that a model is told to do.
  capabilities: { chat: gemini({ reasoning: { effort: 'high', show: true } }) },
  defaults: { chat: 'gemini-3.1-pro-preview' },
});
