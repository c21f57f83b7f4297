import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../../src/core/frame-size.ts';
import type { ImageLimits, ImageRequest } from '../../../src/core/image.ts';
import type { VideoLimits, VideoRequest } from '../../../src/core/video.ts';
import { checkImageRequest, checkVideoRequest } from '../../../src/runtime/check-media.ts';

const picture = { bytes: Uint8Array.of(1), mimeType: 'image/png' };

const video = (limits: VideoLimits, request: Partial<VideoRequest>) => () =>
  checkVideoRequest(limits, { model: 'm', prompt: 'p', ...request }, 'acme');
const image = (limits: ImageLimits, request: Partial<ImageRequest>) => () =>
  checkImageRequest(limits, { model: 'm', prompt: 'p', ...request }, 'acme');
const refusal = (hint: string) =>
  expect.objectContaining({
    code: 'invalid_input',
    provider: 'acme',
    processed: false,
    hint: expect.stringContaining(hint),
  });

describe('a request for a film', () => {
  it.each<[what: string, limits: VideoLimits, request: Partial<VideoRequest>]>([
    [
      'anything where nothing is known',
      {},
      { durationS: 600, size: { width: 1, height: 9 }, fps: 240, image: picture },
    ],
    ['one of the durations', { durationsS: [5, 10] }, { durationS: 10 }],
    ['a duration within the bounds', { durationRangeS: { min: 3, max: 15 } }, { durationS: 15 }],
    ['one of the sizes', { sizes: sizesOf('1280x720') }, { size: { width: 1280, height: 720 } }],
    [
      'a size that is called by a ratio',
      { ratios: ['16:9'], resolutions: [768] },
      { size: { width: 1366, height: 768 } },
    ],
    ['a ratio that a size has', { sizes: sizesOf('1104x832') }, { aspectRatio: '4:3' }],
    ['a ratio by another name', { ratios: ['2:1'] }, { aspectRatio: '1024:512' }],
    ['a word that stands for a ratio', { ratios: ['adaptive'] }, { aspectRatio: 'adaptive' }],
    ['a picture where one is taken', { takesImage: true, needsImage: true }, { image: picture }],
  ])('passes with %s', (_what, limits, request) => {
    expect(video(limits, request)).not.toThrow();
  });

  it.each<[what: string, limits: VideoLimits, request: Partial<VideoRequest>, hint: string]>([
    ['another duration', { durationsS: [5, 8, 10] }, { durationS: 7 }, '8 or 5 s'],
    ['the seed project’s two minutes', { durationsS: [5, 10] }, { durationS: 120 }, '10 or 5 s'],
    ['too long a duration', { durationRangeS: { min: 3, max: 15 } }, { durationS: 16 }, 'nearest is 15 s'],
    ['too short a duration', { durationRangeS: { min: 3, max: 15 } }, { durationS: 0 }, 'nearest is 3 s'],
    ['a part of a second', { durationRangeS: { min: 3, max: 15 } }, { durationS: 4.5 }, 'nearest is 4 or 5 s'],
    ['no number', { durationRangeS: { min: 3, max: 15 } }, { durationS: Number.NaN }, '3 to 15'],
    [
      'a size that there is not',
      { sizes: sizesOf('1280x720 720x1280 960x960') },
      { size: { width: 1080, height: 1920 } },
      'nearest sizes are 720x1280',
    ],
    [
      'a shape that there is not',
      { ratios: ['16:9', '9:16', '1:1'] },
      { size: { width: 700, height: 600 } },
      '1:1 or 16:9',
    ],
    [
      'another short side',
      { ratios: ['16:9'], resolutions: [480, 720, 1080] },
      { size: { width: 1600, height: 900 } },
      '720 or 1080 pixels',
    ],
    ['a ratio that there is not', { ratios: ['16:9', '9:16'] }, { aspectRatio: '21:9' }, '16:9 or 9:16'],
    ['a ratio that no size has', { sizes: sizesOf('1280x720 960x960') }, { aspectRatio: '3:4' }, '1:1'],
    ['no ratio at all', {}, { aspectRatio: 'wide' }, 'width:height'],
    [
      'a size of another shape than the ratio',
      {},
      { size: { width: 1280, height: 720 }, aspectRatio: '9:16' },
      'not both',
    ],
    ['another frame rate', { fps: [24, 30] }, { fps: 60 }, '30 or 24'],
    ['a frame rate where there is no choice', { fps: [] }, { fps: 24 }, 'Leave fps out'],
    ['no picture where one is needed', { needsImage: true }, {}, 'Give one as image'],
    ['too many words', { maxPromptCharacters: 3 }, { prompt: 'four' }, '3 characters'],
  ])('is refused with %s, and the nearest are named', (_what, limits, request, hint) => {
    expect(video(limits, request)).toThrow(refusal(hint));
  });

  it('is unsupported with a picture that has no place', () => {
    expect(video({ takesImage: false }, { image: picture })).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

describe('a request for pictures', () => {
  const range = { min: 256, max: 2048, step: 64 };

  it.each<[what: string, limits: ImageLimits, request: Partial<ImageRequest>]>([
    [
      'anything where nothing is known',
      {},
      { size: { width: 7, height: 7 }, count: 99, image: picture, mask: picture },
    ],
    ['as many as there can be', { maxCount: 4 }, { count: 4 }],
    ['a size within the bounds', { range }, { size: { width: 2048, height: 256 } }],
    ['one of the sizes beside bounds', { range, sizes: sizesOf('100x100') }, { size: { width: 100, height: 100 } }],
  ])('passes with %s', (_what, limits, request) => {
    expect(image(limits, request)).not.toThrow();
  });

  it.each<[what: string, limits: ImageLimits, request: Partial<ImageRequest>, hint: string]>([
    ['too many', { maxCount: 4 }, { count: 5 }, '4 at most'],
    ['a side between the steps', { range }, { size: { width: 1000, height: 1024 } }, 'nearest size is 1024x1024'],
    ['a side out of bounds', { range }, { size: { width: 4096, height: 100 } }, 'nearest size is 2048x256'],
    [
      'too many pixels',
      { range: { ...range, maxPixels: 1024 * 1024 } },
      { size: { width: 2048, height: 2048 } },
      'nearest size is 1024x1024',
    ],
    [
      'too few pixels',
      { range: { ...range, minPixels: 512 * 512 } },
      { size: { width: 256, height: 256 } },
      'nearest size is 512x512',
    ],
    ['too long a side', { range: { ...range, maxRatio: 2 } }, { size: { width: 2048, height: 512 } }, '1024x512'],
    [
      'a size that there is not',
      { sizes: sizesOf('1024x1024 1536x1024') },
      { size: { width: 1500, height: 1000 } },
      '1536x1024',
    ],
    ['a shape that there is not', { ratios: ['1:1', '3:2'] }, { size: { width: 1600, height: 900 } }, '3:2'],
    ['too many words', { maxPromptCharacters: 3 }, { prompt: 'four' }, '3 characters'],
  ])('is refused with %s, and the nearest are named', (_what, limits, request, hint) => {
    expect(image(limits, request)).toThrow(refusal(hint));
  });

  it.each<[what: string, limits: ImageLimits, request: Partial<ImageRequest>]>([
    ['a picture to change', { canEdit: false }, { image: picture }],
    ['a mask', { canMask: false }, { image: picture, mask: picture }],
  ])('is unsupported with %s that has no place', (_what, limits, request) => {
    expect(image(limits, request)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});
