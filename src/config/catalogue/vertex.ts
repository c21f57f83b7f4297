import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'gemini-3.1-flash-image' },
  { ...image, id: 'gemini-3-pro-image' },
  { ...image, id: 'gemini-3.1-flash-lite-image' },
  { ...image, id: 'gemini-2.5-flash-image', shutdown: '2027-03-15', replacedBy: 'gemini-3.1-flash-image' },
  { ...image, id: 'imagen-4.0-generate-001', shutdown: '2026-06-30', replacedBy: 'gemini-3.1-flash-image' },
  { ...image, id: 'imagen-4.0-ultra-generate-001', shutdown: '2026-06-30', replacedBy: 'gemini-3-pro-image' },
  { ...image, id: 'imagen-4.0-fast-generate-001', shutdown: '2026-06-30', replacedBy: 'gemini-3.1-flash-lite-image' },
  // They were to end on 2026-11-17 or later; whether they are off is not known, so a call may try.
  { id: 'veo-3.1-generate-001', capability: 'video' },
  { id: 'veo-3.1-fast-generate-001', capability: 'video' },
] as const satisfies readonly ModelFacts[];
