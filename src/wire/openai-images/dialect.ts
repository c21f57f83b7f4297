import { pixels } from '../../core/frame-size.ts';
import type { ImageCapability, ImageRequest, Size } from '../../core/image.ts';
import { editForm } from '../image/image-form.ts';
import { ratioWish } from '../image/sizes.ts';
import { dataUrl } from '../media.ts';
import { defined, type Json } from '../read.ts';

type Said = { readonly fields: Json; readonly notes: readonly string[] };

/** What differs between the servers that speak OpenAI's `POST /images/generations`. */
export type OpenAiImagesDialect = {
  /** Below the base URL; default `/images/generations`. */
  readonly path?: string;
  readonly limits?: ImageCapability['limits'];
  /** How a size is said; `size: "WxH"` when absent. Throws `invalid_input` for one that cannot be. */
  readonly size?: (size: Size, provider: string) => Said;
  /** How a change to a picture is said. Absent where none can be made. */
  readonly edit?: (request: ImageRequest, fields: Json) => { readonly path: string; readonly body: unknown };
  readonly takesMask?: boolean;
  /** Models that give one picture a request have no count. */
  readonly takesCount?: (model: string) => boolean;
  /** Names of the fields that not all servers have. */
  readonly seedField?: string;
  readonly negativeField?: string;
  readonly styleField?: string;
  /** Further fields, the format of the answer among them. */
  readonly extra?: (request: ImageRequest) => Json;
};

export const inPixels = (size: Size): Said => ({ fields: { size: pixels(size) }, notes: [] });

export const asSides = ({ width, height }: Size): Said => ({ fields: { width, height }, notes: [] });

/** A ratio beside a tier of pixels, as xAI wants it. */
export const asRatio =
  (ratios: readonly string[]) =>
  (size: Size, provider: string): Said => {
    const { ratio, notes } = ratioWish(size, ratios, provider);
    const isLarge = Math.max(size.width, size.height) > 1536;
    return { fields: defined({ aspect_ratio: ratio, resolution: isLarge ? '2k' : '1k' }), notes };
  };

const RATIOS_OF_XAI = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '2:1', '1:2'];

/** Base64 in the answer: an address would die within minutes. */
const asBase64 = (): Json => ({ response_format: 'b64_json' });

export const xaiImages: OpenAiImagesDialect = {
  limits: () => ({ maxCount: 10, ratios: RATIOS_OF_XAI, canEdit: true, canMask: false }),
  size: asRatio(RATIOS_OF_XAI),
  edit: ({ image }, { n: _count, ...fields }) => ({
    path: '/images/edits',
    body: { ...fields, ...(image !== undefined && { image: { type: 'image_url', url: dataUrl(image) } }) },
  }),
  extra: asBase64,
};

export const togetherImages: OpenAiImagesDialect = {
  limits: () => ({ canEdit: true, canMask: false }),
  size: asSides,
  seedField: 'seed',
  negativeField: 'negative_prompt',
  edit: ({ image }, fields) => ({
    path: '/images/generations',
    body: { ...fields, ...(image !== undefined && { image_url: dataUrl(image) }) },
  }),
  extra: () => ({ response_format: 'base64' }),
};

/** Seedream makes one picture, unless it is asked for a story in several. */
export const seedreamImages: OpenAiImagesDialect = {
  limits: () => ({ maxCount: 1, canEdit: true, canMask: false }),
  seedField: 'seed',
  takesCount: () => false,
  edit: ({ image }, fields) => ({
    path: '/images/generations',
    body: { ...fields, ...(image !== undefined && { image: dataUrl(image) }) },
  }),
  extra: () => ({ ...asBase64(), watermark: false, sequential_image_generation: 'disabled' }),
};

export const nebiusImages: OpenAiImagesDialect = {
  limits: () => ({ maxCount: 1, canEdit: false }),
  size: asSides,
  seedField: 'seed',
  negativeField: 'negative_prompt',
  takesCount: () => false,
  extra: asBase64,
};

/** OpenRouter's own door for pictures. */
export const openrouterImages: OpenAiImagesDialect = {
  path: '/images',
  limits: () => ({ canEdit: true, canMask: false }),
  seedField: 'seed',
  edit: ({ image }, fields) => ({
    path: '/images',
    body: {
      ...fields,
      ...(image !== undefined && { input_references: [{ type: 'image_url', image_url: { url: dataUrl(image) } }] }),
    },
  }),
};

export const deepinfraImages: OpenAiImagesDialect = {
  limits: () => ({ maxCount: 4, canEdit: true, canMask: true }),
  edit: editForm(),
  takesMask: true,
  styleField: 'style',
  extra: ({ image }) => (image === undefined ? asBase64() : {}),
};

/** LocalAI keeps pictures as files of its own unless it is asked for their bytes. */
export const localaiImages: OpenAiImagesDialect = {
  limits: () => ({ canEdit: false }),
  extra: asBase64,
};
