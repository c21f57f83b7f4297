import { pixels } from '../core/frame-size.ts';
import type { ImageLimits, ImageRequest, Size } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { replicateJobs } from './jobs/replicate.ts';
import { dataUrl } from './media.ts';
import { defined, filled, type Json, list, record } from './read.ts';

type Said = { readonly fields: Json; readonly notes: readonly string[] };
type Way = {
  readonly limits: ImageLimits;
  readonly size?: (size: Size, provider: string) => Said;
  readonly picture?: string;
  /** The model takes a list of pictures. */
  readonly isList?: boolean;
  readonly takesMask?: boolean;
  readonly countField?: string;
  readonly takesNegative?: boolean;
  readonly styleField?: string;
  readonly lacksSeed?: boolean;
};

const RATIOS = ['1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3'];
const RATIOS_OF_GPT = ['1:1', '3:2', '2:3'];

const byRatio =
  (ratios: readonly string[]) =>
  (size: Size, provider: string): Said => {
    const { ratio, notes } = ratioWish(size, ratios, provider);
    return { fields: { aspect_ratio: ratio }, notes };
  };
const bySides = ({ width, height }: Size): Said => ({ fields: { width, height }, notes: [] });
const byCustomSides = (size: Size): Said => ({
  fields: { aspect_ratio: 'custom', ...bySides(size).fields },
  notes: [],
});

const ONE: ImageLimits = { maxCount: 1, canEdit: true, canMask: false };

/** How the inputs of models differ, by the model's name; its schema at Replicate says the same. */
const WAYS: readonly (readonly [model: RegExp, way: Way])[] = [
  [/flux-2/, { limits: { ...ONE, ratios: RATIOS }, size: byRatio(RATIOS), picture: 'input_images', isList: true }],
  [/kontext/, { limits: { ...ONE, ratios: RATIOS }, size: byRatio(RATIOS), picture: 'input_image' }],
  [
    /flux-schnell$/,
    {
      limits: { ...ONE, maxCount: 4, ratios: RATIOS, canEdit: false },
      size: byRatio(RATIOS),
      countField: 'num_outputs',
    },
  ],
  [
    /flux-dev$/,
    {
      limits: { ...ONE, maxCount: 4, ratios: RATIOS },
      size: byRatio(RATIOS),
      countField: 'num_outputs',
      picture: 'image',
    },
  ],
  [
    /openai\/gpt-image/,
    {
      limits: { ...ONE, maxCount: 10, ratios: RATIOS_OF_GPT },
      size: byRatio(RATIOS_OF_GPT),
      countField: 'number_of_images',
      picture: 'input_images',
      isList: true,
      lacksSeed: true,
    },
  ],
  [/flux-1\.1-pro-ultra/, { limits: { ...ONE, ratios: RATIOS, canEdit: false }, size: byRatio(RATIOS) }],
  [
    /flux-(1\.1-)?pro/,
    { limits: { ...ONE, range: { min: 256, max: 1440, step: 32 } }, size: byCustomSides, picture: 'image_prompt' },
  ],
  [
    /ideogram-ai\//,
    {
      limits: { ...ONE, ratios: RATIOS, canMask: true },
      size: byRatio(RATIOS),
      picture: 'image',
      takesMask: true,
      takesNegative: true,
      styleField: 'style_type',
    },
  ],
  [
    /recraft-ai\//,
    {
      limits: { ...ONE, canEdit: false },
      size: (size) => ({ fields: { size: pixels(size) }, notes: [] }),
      styleField: 'style',
      lacksSeed: true,
    },
  ],
  [
    /seedream/,
    {
      limits: { ...ONE, range: { min: 1024, max: 4096, step: 1 } },
      size: ({ width, height }) => ({ fields: { size: 'custom', width, height }, notes: [] }),
      picture: 'image_input',
      isList: true,
      lacksSeed: true,
    },
  ],
  [
    /nano-banana|gemini|imagen/,
    {
      limits: { ...ONE, ratios: RATIOS },
      size: byRatio(RATIOS),
      picture: 'image_input',
      isList: true,
      lacksSeed: true,
    },
  ],
];
/** What most of the older, open models take. */
const UNKNOWN: Way = {
  limits: {},
  size: bySides,
  picture: 'image',
  takesMask: true,
  countField: 'num_outputs',
  takesNegative: true,
};

const wayOf = (model: string): Way => WAYS.find(([pattern]) => pattern.test(model))?.[1] ?? UNKNOWN;

/** A request as the input of a model. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, image, mask, negativePrompt, seed, style } = request;
  const way = wayOf(model);
  const notes = placesFor(
    request,
    {
      size: true,
      image: way.picture !== undefined,
      mask: way.takesMask,
      count: way.countField !== undefined,
      negativePrompt: way.takesNegative,
      seed: way.lacksSeed !== true,
      style: way.styleField !== undefined,
    },
    provider,
  );
  const said = size === undefined ? undefined : way.size?.(size, provider);
  return {
    target: model,
    body: defined({
      prompt,
      ...said?.fields,
      negative_prompt: way.takesNegative === true ? negativePrompt : undefined,
      seed: way.lacksSeed === true ? undefined : seed,
      ...(way.countField !== undefined && wanted > 1 && { [way.countField]: wanted }),
      ...(way.styleField !== undefined && { [way.styleField]: style }),
      ...(image !== undefined &&
        way.picture !== undefined && { [way.picture]: way.isList ? [dataUrl(image)] : dataUrl(image) }),
      mask: mask === undefined ? undefined : dataUrl(mask),
    }),
    notes: [...notes, ...(said?.notes ?? [])],
  };
}

/** The output of a model: an address, a list of them, or an object that holds them. */
export function decodeOutput(prediction: Json): Pictures {
  const output = prediction.output;
  const inside = record(output);
  const addresses =
    inside === undefined ? (typeof output === 'string' ? [output] : list(output)) : Object.values(inside).flat();
  const model = filled(prediction.model);
  return {
    images: known(addresses.map((address) => (isAddress(address) ? pictureOf(address) : undefined))),
    ...(model !== undefined && { model }),
  };
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^(https?:\/\/|data:image\/)/.test(value);

/** Models on Replicate that make pictures. */
export const replicateImage = (): CapabilityFactory<'image'> =>
  imageJobs({
    limits: (model) => wayOf(model).limits,
    jobs: replicateJobs,
    pollMs: 1000,
    encode: encodeRequest,
    decode: decodeOutput,
  });
