import { describe, expect, it } from 'vitest';
import { ratioOf } from '../../../../src/core/frame-size.ts';
import { imageResult, pictureOf, pictureOfBytes } from '../../../../src/wire/image/pictures.ts';
import { limitsBy, ratioWish, sizesOf } from '../../../../src/wire/image/sizes.ts';
import { placesFor } from '../../../../src/wire/image/wishes.ts';
import { isRefusal, readRefusal } from '../../../../src/wire/refusal-words.ts';
import { asking, JPEG, PNG, PNG_BASE64, png } from '../../../support/image.ts';

const RATIOS = ['1:1', '16:9', '9:16', '19.5:9'];

describe('a size as a ratio', () => {
  it.each([
    [1920, 1080, '16:9'],
    [1024, 1024, '1:1'],
    [720, 1280, '9:16'],
    [1950, 900, '19.5:9'],
  ])('%ix%i is %s', (width, height, ratio) => {
    const wish = ratioWish({ width, height }, RATIOS, 'acme');
    expect(wish.ratio).toBe(ratio);
    expect(wish.notes).toEqual([expect.stringContaining(ratio)]);
  });

  it('that the provider lacks is refused with the nearest', () => {
    expect(() => ratioWish({ width: 1344, height: 768 }, RATIOS, 'acme')).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        hint: expect.stringContaining('16:9, 19.5:9, 1:1'),
        processed: false,
      }),
    );
  });

  it('is nothing without a size, and itself where any is taken', () => {
    expect(ratioWish(undefined, RATIOS, 'acme')).toEqual({ notes: [] });
    expect(ratioOf({ width: 1344, height: 768 })).toBe('7:4');
    expect(ratioWish({ width: 1344, height: 768 }, undefined, 'acme').ratio).toBe('7:4');
  });
});

it('sizes are read from their names, and limits by the first model that fits', () => {
  expect(sizesOf('1024x768 1:1')).toEqual([
    { width: 1024, height: 768 },
    { width: 1, height: 1 },
  ]);
  const limits = limitsBy([
    [/^a-b/, { maxCount: 2 }],
    [/^a/, { maxCount: 3 }],
  ]);
  expect([limits('a-b-1'), limits('a'), limits('z')]).toEqual([{ maxCount: 2 }, { maxCount: 3 }, {}]);
});

describe('a wish without a place', () => {
  it('is told, unless it is a picture', () => {
    const request = asking({ seed: 7, count: 3, style: 'oil', negativePrompt: 'people' });
    expect(placesFor(request, { style: true }, 'acme')).toEqual([
      'count was dropped: this model makes one picture a request',
      'negative_prompt was dropped',
      'seed was dropped',
    ]);
  });

  it.each([
    [{ image: png }, {}, 'unsupported', 'picture to change'],
    [{ image: png, mask: png }, { image: true }, 'unsupported', 'mask'],
    [{ mask: png }, { image: true, mask: true }, 'invalid_input', 'mask'],
  ])('%#: is refused when it is a picture', (request, places, code, words) => {
    expect(() => placesFor(asking(request), places, 'acme')).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words), processed: false }),
    );
  });
});

describe('a picture', () => {
  it.each([
    ['base64', PNG_BASE64, undefined, 'image/png'],
    ['a data URL', `data:image/webp;base64,${PNG_BASE64}`, undefined, 'image/png'],
    ['base64 of another type than was claimed', JPEG.toString('base64'), 'image/png', 'image/jpeg'],
    ['bytes that nobody knows', 'aGVsbG8=', 'image/avif; q=1', 'image/avif'],
    ['bytes that nobody knows and nobody claims', 'aGVsbG8=', undefined, 'image/png'],
    [
      'a drawing',
      Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x"></svg>').toString('base64'),
      undefined,
      'image/svg+xml',
    ],
  ])('is known from %s', (_what, text, claimed, mimeType) => {
    expect(pictureOf(text, claimed)).toMatchObject({ kind: 'media', media: { mimeType } });
  });

  it('is a link where it is an address, and nothing where it is empty', () => {
    expect(pictureOf('https://a.test/1', 'image/jpeg')).toEqual({
      kind: 'link',
      url: 'https://a.test/1',
      mimeType: 'image/jpeg',
    });
    for (const none of ['', null, undefined, 7, {}]) expect(pictureOf(none)).toBeUndefined();
    expect(pictureOfBytes(new Uint8Array())).toBeUndefined();
  });
});

describe('the result of a request', () => {
  const picture = { kind: 'media', media: { bytes: PNG, mimeType: 'image/png' } } as const;
  it('tells how many a filter kept back', () => {
    const result = imageResult(
      { images: [picture, picture, picture], withheld: 1 },
      { provider: 'acme', wanted: 4, notes: ['x'] },
    );
    expect(result).toMatchObject({ usage: { images: 3 }, notes: ['x', expect.stringContaining('1 of 4 pictures')] });
  });

  it('tells how many came when fewer did', () => {
    expect(imageResult({ images: [picture] }, { provider: 'acme', wanted: 4 }).notes).toEqual(['1 of 4 pictures came']);
  });

  it('is an error without a picture: a refusal when one was kept back', () => {
    expect(() => imageResult({ images: [], withheld: 1 }, { provider: 'acme' })).toThrow(
      expect.objectContaining({ code: 'content_filter' }),
    );
    expect(() => imageResult({ images: [] }, { provider: 'acme' })).toThrow(
      expect.objectContaining({ code: 'bad_response' }),
    );
  });
});

describe('words of a refusal', () => {
  it.each([
    'Your request was rejected as a result of our safety system.',
    'NSFW content detected',
    'The input or output was flagged as sensitive',
    'Prompt failed safety check',
    'OutputImageSensitiveContentDetected',
    'violates our usage policies',
    'content_policy_violation',
    'Content Moderated',
  ])('%s', (message) => expect(isRefusal({ message })).toBe(true));

  it.each([
    'Model names are case-sensitive',
    'width must be a multiple of 32',
    'The model is overloaded',
    'This parameter is prohibited here',
    'Invalid API key',
  ])('not: %s', (message) => expect(isRefusal({ message })).toBe(false));

  it('are looked for only where a status speaks of the request', () => {
    const body = { name: 'content_moderation', errors: ['flagged'], message: 'flagged by moderation' };
    expect(readRefusal({ status: 403, headers: {}, body })).toMatchObject({ code: 'content_filter' });
    expect(readRefusal({ status: 429, headers: {}, body }).code).toBeUndefined();
    expect(readRefusal({ status: 500, headers: {}, body }).code).toBeUndefined();
  });
});
