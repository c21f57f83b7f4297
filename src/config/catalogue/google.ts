import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/google and models/google (files of 2026-05 to 2026-09); shutdowns from the
// ai.google.dev changelog as of 2026-10-08. Read 2026-11-22. Gemini 3.1 Pro costs more above 200,000 input tokens.
const gemini = {
  capability: 'chat',
  contextTokens: 1_048_576,
  maxOutputTokens: 65_536,
  reasoning: true,
  vision: true,
  tools: true,
} as const;

// The changelog names the month only, so its last day stands for it.
const gemini25 = { ...gemini, shutdown: '2026-10-31', replacedBy: 'gemini-3.8-flash' } as const;
const gemini20 = { ...gemini, reasoning: false, shutdown: '2026-06-01', replacedBy: 'gemini-3.8-flash' } as const;

export default [
  // Introductory price through 2026-12-31; from 2027 on 1.50 in and 7.50 out.
  { ...gemini, id: 'gemini-3.8-flash', price: { input: 0.75, cachedInput: 0.075, output: 3.75 } },
  { ...gemini, id: 'gemini-3.6-flash' },
  { ...gemini, id: 'gemini-3.5-flash', price: { input: 1.5, cachedInput: 0.15, output: 9 } },
  { ...gemini, id: 'gemini-3.5-flash-lite' },
  { ...gemini, id: 'gemini-3-flash-preview', price: { input: 0.5, cachedInput: 0.05, output: 3 } },
  { ...gemini, id: 'gemini-3.1-pro-preview', price: { input: 2, cachedInput: 0.2, output: 12 } },
  { ...gemini, id: 'gemini-3.1-flash-lite', price: { input: 0.25, cachedInput: 0.025, output: 1.5 } },
  { ...gemini25, id: 'gemini-2.5-pro', replacedBy: 'gemini-3.1-pro-preview' },
  { ...gemini25, id: 'gemini-2.5-flash' },
  { ...gemini25, id: 'gemini-2.5-flash-lite', replacedBy: 'gemini-3.1-flash-lite' },
  { ...gemini20, id: 'gemini-2.0-flash' },
  { ...gemini20, id: 'gemini-2.0-flash-lite', replacedBy: 'gemini-3.1-flash-lite' },
  { id: 'gemini-embedding-2', capability: 'embed', contextTokens: 8192, price: { input: 0.2, output: 0 } },
  {
    id: 'gemini-embedding-001',
    capability: 'embed',
    contextTokens: 2048,
    price: { input: 0.15, output: 0 },
    shutdown: '2028-05-14',
    replacedBy: 'gemini-embedding-2',
  },
  {
    id: 'text-embedding-004',
    capability: 'embed',
    shutdown: '2026-01-14',
    replacedBy: 'gemini-embedding-001',
  },
  // Speech, a preview; read 2026-11-22.
  { id: 'gemini-3.1-flash-tts-preview', capability: 'speak' },
  { id: 'gemini-2.5-flash-preview-tts', capability: 'speak' },
  { id: 'gemini-2.5-pro-preview-tts', capability: 'speak' },
  { id: 'gemini-3.1-flash-image', capability: 'image' },
  { id: 'gemini-3-pro-image', capability: 'image' },
  { id: 'gemini-3.1-flash-lite-image', capability: 'image' },
  { id: 'gemini-2.5-flash-image', capability: 'image', shutdown: '2026-10-02', replacedBy: 'gemini-3.1-flash-image' },
  {
    id: 'gemini-3.1-flash-image-preview',
    capability: 'image',
    shutdown: '2026-06-25',
    replacedBy: 'gemini-3.1-flash-image',
  },
  {
    id: 'gemini-2.5-flash-image-preview',
    capability: 'image',
    shutdown: '2026-01-15',
    replacedBy: 'gemini-3.1-flash-image',
  },
  { id: 'imagen-4.0-generate-001', capability: 'image', shutdown: '2026-08-17', replacedBy: 'gemini-3.1-flash-image' },
  {
    id: 'imagen-4.0-ultra-generate-001',
    capability: 'image',
    shutdown: '2026-08-17',
    replacedBy: 'gemini-3.1-flash-image',
  },
  {
    id: 'imagen-4.0-fast-generate-001',
    capability: 'image',
    shutdown: '2026-08-17',
    replacedBy: 'gemini-3.1-flash-image',
  },
  { id: 'gemini-omni-1.1-flash', capability: 'video' },
  { id: 'gemini-omni-flash-preview', capability: 'video', shutdown: '2026-09-30', replacedBy: 'gemini-omni-1.1-flash' },
  // Their earliest end was 2026-10-22; whether they are off is not known, so a call may try.
  { id: 'veo-3.1-generate-preview', capability: 'video', replacedBy: 'gemini-omni-1.1-flash' },
  { id: 'veo-3.1-fast-generate-preview', capability: 'video', replacedBy: 'gemini-omni-1.1-flash' },
  { id: 'veo-3.1-lite-generate-preview', capability: 'video', replacedBy: 'gemini-omni-1.1-flash' },
  { id: 'veo-3.0-generate-001', capability: 'video', shutdown: '2026-06-30', replacedBy: 'gemini-omni-1.1-flash' },
  { id: 'veo-3.0-fast-generate-001', capability: 'video', shutdown: '2026-06-30', replacedBy: 'gemini-omni-1.1-flash' },
  { id: 'veo-2.0-generate-001', capability: 'video', shutdown: '2026-06-30', replacedBy: 'gemini-omni-1.1-flash' },
] as const satisfies readonly ModelFacts[];
