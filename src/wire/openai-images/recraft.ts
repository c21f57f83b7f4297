import type { ImageLimits, ImageRequest } from '../../core/image.ts';
import { formOf } from '../../http/request-body.ts';
import { formFields, imageFile } from '../image/image-form.ts';
import { limitsBy, sizesOf } from '../image/sizes.ts';
import type { Json } from '../read.ts';
import type { OpenAiImagesDialect } from './dialect.ts';

/** How much a picture may change, from 0 for not at all to 1. */
const STRENGTH = 0.5;

const EVERY: ImageLimits = { maxCount: 6, canEdit: true, canMask: true };
const V3 = sizesOf(
  '1024x1024 1365x1024 1024x1365 1536x1024 1024x1536 1820x1024 1024x1820 1024x2048 2048x1024 1434x1024 1024x1434 1024x1280 1280x1024 1024x1707 1707x1024',
);
const V4 = sizesOf(
  '1024x1024 1216x896 896x1216 1280x832 832x1280 1152x896 896x1152 1280x896 896x1280 832x1344 768x1344 1344x768 768x1536 1536x768',
);
const V4_PRO = sizesOf(
  '2048x2048 2432x1792 1792x2432 2560x1664 1664x2560 2304x1792 1792x2304 2560x1792 1792x2560 1664x2688 1536x2688 2688x1536 1536x3072 3072x1536',
);

/** https://www.recraft.ai/docs/api-reference, sizes by generation; its specification lists all of them as one. */
const LIMITS = limitsBy([
  [/v4.*_pro/, { ...EVERY, sizes: V4_PRO, maxPromptCharacters: 10_000 }],
  [/v4/, { ...EVERY, sizes: V4, maxPromptCharacters: 10_000 }],
  [/v[23]/, { ...EVERY, sizes: V3, maxPromptCharacters: 1000 }],
]);

/** Recraft changes a whole picture behind one door, a part of it behind another. Neither takes a size. */
function edit({ image, mask }: ImageRequest, { size: _size, ...fields }: Json) {
  return {
    path: mask === undefined ? '/images/imageToImage' : '/images/inpaint',
    body: formOf({
      ...formFields(fields),
      strength: mask === undefined ? String(STRENGTH) : undefined,
      image: image === undefined ? undefined : imageFile(image, 'image'),
      mask: mask === undefined ? undefined : imageFile(mask, 'mask'),
    }),
  };
}

export const recraftImages: OpenAiImagesDialect = {
  limits: LIMITS,
  seedField: 'random_seed',
  negativeField: 'negative_prompt',
  styleField: 'style',
  edit,
  takesMask: true,
  extra: () => ({ response_format: 'b64_json' }),
};
