import type { Check } from './spec.ts';
import { formCheck, requestCheck } from './spec.ts';

/** Vendors that publish a specification of their transcription: where in which file, and of what. */
const SPECS: Readonly<Record<string, readonly [kind: 'form' | 'json', provider: string, path: string, file?: string]>> =
  {
    openai: ['form', 'openai', '/audio/transcriptions'],
    'azure-openai': ['form', 'openai', '/audio/transcriptions'],
    groq: ['form', 'groq', '/openai/v1/audio/transcriptions'],
    mistral: ['form', 'mistral', '/v1/audio/transcriptions'],
    'mistral-eu': ['form', 'mistral', '/v1/audio/transcriptions'],
    together: ['form', 'together', '/audio/transcriptions'],
    deepinfra: ['form', 'deepinfra', '/v1/openai/audio/transcriptions'],
    fireworks: ['form', 'fireworks', '/audio/transcriptions', 'audio-openapi.json'],
    openrouter: ['json', 'openrouter', '/audio/transcriptions'],
    elevenlabs: ['form', 'elevenlabs', '/v1/speech-to-text'],
    'fish-audio': ['form', 'fish-audio', '/v1/asr'],
    cartesia: ['form', 'cartesia', '/stt'],
    gladia: ['json', 'gladia', '/v2/pre-recorded'],
  };

const checks = new Map<string, Check>();

/** The check of what a row sends, and whether that is a form; `undefined` without a specification. */
export function transcribeCheck(id: string): { readonly kind: 'form' | 'json'; readonly check: Check } | undefined {
  const spec = SPECS[id];
  if (spec === undefined) return undefined;
  const [kind, provider, path, file] = spec;
  const known = checks.get(id) ?? (kind === 'form' ? formCheck : requestCheck)(provider, path, file);
  checks.set(id, known);
  return { kind, check: known };
}

/** A form as its specification sees it: lists lose the brackets of their names where the file writes none. */
export function fieldsOf(
  form: readonly (readonly [string, string])[],
  isBracketed: boolean,
): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const key = isBracketed ? name : name.replace(/\[\]$/, '');
    const before = fields[key];
    fields[key] = before === undefined ? (name.endsWith('[]') ? [value] : value) : [before, value].flat();
  }
  return fields;
}
