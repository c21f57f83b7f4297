import type { ImageRequest } from '../../src/core/image.ts';
import { png } from '../support/image.ts';
import { type Check, formCheck, requestCheck } from './spec.ts';

type Wish = Partial<ImageRequest>;
type Spec = {
  readonly kind: 'form' | 'json';
  readonly where: readonly [provider: string, path: string, file?: string];
  readonly wishes: readonly Wish[];
};

const PLAIN: readonly Wish[] = [{}, { size: { width: 1024, height: 1024 } }];
const SEEDED: readonly Wish[] = [...PLAIN, { seed: 7 }, { seed: 7, negativePrompt: 'people' }];

/** Vendors that publish a specification of their pictures: where in which file, and what is asked of it. */
const SPECS: Readonly<Record<string, Spec>> = {
  openai: { kind: 'json', where: ['openai', '/images/generations'], wishes: [...PLAIN, { count: 4 }] },
  'azure-openai': { kind: 'json', where: ['openai', '/images/generations'], wishes: [...PLAIN, { count: 4 }] },
  xai: { kind: 'json', where: ['xai', '/images/generations', 'rest-openapi.json'], wishes: [...PLAIN, { count: 2 }] },
  together: {
    kind: 'json',
    where: ['together', '/images/generations'],
    wishes: [...SEEDED, { count: 2 }, { image: png }],
  },
  deepinfra: { kind: 'json', where: ['deepinfra', '/v1/openai/images/generations'], wishes: [...PLAIN, { count: 2 }] },
  openrouter: {
    kind: 'json',
    where: ['openrouter', '/images'],
    wishes: [...PLAIN, { count: 2, seed: 7 }, { image: png }],
  },
  google: {
    kind: 'json',
    where: ['google', '/models/{modelsId}:generateContent'],
    wishes: [...PLAIN, { image: png }],
  },
  recraft: {
    kind: 'json',
    where: ['recraft', '/v1/images/generations'],
    wishes: [...SEEDED, { count: 6, style: 'digital_illustration' }],
  },
  ideogram: {
    kind: 'form',
    where: ['ideogram', '/v1/ideogram-v3/generate'],
    wishes: [...SEEDED, { count: 4, style: 'realistic' }, { style: 'Art deco' }],
  },
  'black-forest-labs': {
    kind: 'json',
    where: ['black-forest-labs', '/v1/flux-2-pro'],
    wishes: [...PLAIN, { seed: 7, image: png }],
  },
  leonardo: {
    kind: 'json',
    where: ['leonardo', '/generations'],
    wishes: [...SEEDED, { count: 2, style: 'cinematic closeup' }],
  },
  runway: {
    kind: 'json',
    where: ['runway', '/v1/text_to_image'],
    wishes: [
      {},
      { size: { width: 1920, height: 1080 }, seed: 7, image: png },
      { model: 'gen4_image_turbo', image: png },
      { model: 'gpt_image_2', count: 3, size: { width: 3840, height: 2160 } },
      { model: 'gemini_image3_pro', count: 4 },
      { model: 'seedream5_lite', size: { width: 4704, height: 2016 } },
    ],
  },
  kling: {
    kind: 'json',
    where: ['kling', '/v1/images/generations'],
    wishes: [
      { model: 'kling-v2' },
      { model: 'kling-v1', count: 3, negativePrompt: 'people', size: { width: 1920, height: 1080 } },
      { model: 'kling-v1-5', image: png },
    ],
  },
};

const checks = new Map<string, Check>();

/** The check of what a row sends, whether that is a form, and what to ask; `undefined` without a specification. */
export function imageCheck(
  id: string,
): { readonly kind: Spec['kind']; readonly check: Check; readonly wishes: Spec['wishes'] } | undefined {
  const spec = SPECS[id];
  if (spec === undefined) return undefined;
  const known = checks.get(id) ?? (spec.kind === 'form' ? formCheck : requestCheck)(...spec.where);
  checks.set(id, known);
  return { kind: spec.kind, check: known, wishes: spec.wishes };
}
