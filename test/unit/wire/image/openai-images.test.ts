import { describe, expect, it } from 'vitest';
import {
  deepinfraImages,
  openrouterImages,
  seedreamImages,
  togetherImages,
  xaiImages,
} from '../../../../src/wire/openai-images/dialect.ts';
import { gptImages } from '../../../../src/wire/openai-images/gpt-image.ts';
import { decodeResponse, openaiImages } from '../../../../src/wire/openai-images/openai-images.ts';
import { recraftImages } from '../../../../src/wire/openai-images/recraft.ts';
import { formIn, PNG, PNG_BASE64, png } from '../../../support/image.ts';
import { failureOf } from '../../http/harness.ts';
import { imageOver } from './over.ts';

const OK = { body: { created: 1, data: [{ b64_json: PNG_BASE64 }] } };
const SIZE = { width: 1536, height: 1024 };
const FILE = `image.png image/png ${PNG.byteLength}`;
const DATA_URL = `data:image/png;base64,${PNG_BASE64}`;

describe('a picture of OpenAI', () => {
  it('is asked for in its own words, and what has no place is told', async () => {
    const { ask, requests } = await imageOver(openaiImages(gptImages), OK);
    const result = await ask({ model: 'gpt-image-2', size: SIZE, count: 2, seed: 7, negativePrompt: 'x', style: 'y' });
    expect(requests[0]).toMatchObject({
      url: '/images/generations',
      body: { model: 'gpt-image-2', prompt: 'a red boat', n: 2, size: '1536x1024' },
    });
    expect(Object.keys(requests[0]?.body ?? {})).toHaveLength(4);
    expect(result.notes).toEqual([
      'negative_prompt was dropped',
      'seed was dropped',
      'style was dropped',
      '1 of 2 pictures came',
    ]);
  });

  it('is changed by a form, with files named by what they are', async () => {
    const { ask, requests } = await imageOver(openaiImages(gptImages), OK);
    await ask({ model: 'gpt-image-2', image: png, mask: png, size: SIZE });
    expect(requests[0]?.url).toBe('/images/edits');
    const [request] = requests;
    expect(request === undefined ? [] : await formIn(request)).toEqual([
      ['model', 'gpt-image-2'],
      ['prompt', 'a red boat'],
      ['size', '1536x1024'],
      ['image', FILE],
      ['mask', FILE.replace('image.png', 'mask.png')],
    ]);
  });

  it('keeps to the limits of its generation', () => {
    const { limits } = gptImages;
    expect(limits?.('gpt-image-1.5').sizes).toHaveLength(3);
    expect(limits?.('gpt-image-2.5-flare').range).toMatchObject({ step: 16, max: 3840, maxRatio: 3 });
    expect(limits?.('my-deployment')).toEqual({});
  });
});

it.each([
  [
    'xai',
    xaiImages,
    { size: { width: 1920, height: 1080 }, count: 2 },
    '/images/generations',
    { n: 2, aspect_ratio: '16:9', resolution: '2k', response_format: 'b64_json' },
  ],
  [
    'xai, a change',
    xaiImages,
    { image: png, count: 2 },
    '/images/edits',
    { image: { type: 'image_url', url: DATA_URL }, response_format: 'b64_json' },
  ],
  [
    'together',
    togetherImages,
    { size: SIZE, seed: 7, negativePrompt: 'x', image: png },
    '/images/generations',
    { width: 1536, height: 1024, seed: 7, negative_prompt: 'x', image_url: DATA_URL, response_format: 'base64' },
  ],
  [
    'seedream',
    seedreamImages,
    { size: SIZE, seed: 7, image: png },
    '/images/generations',
    {
      size: '1536x1024',
      seed: 7,
      image: DATA_URL,
      watermark: false,
      sequential_image_generation: 'disabled',
      response_format: 'b64_json',
    },
  ],
  [
    'deepinfra',
    deepinfraImages,
    { count: 3, style: 'vivid' },
    '/images/generations',
    { n: 3, style: 'vivid', response_format: 'b64_json' },
  ],
  [
    'openrouter',
    openrouterImages,
    { image: png, seed: 7 },
    '/images',
    { seed: 7, input_references: [{ type: 'image_url', image_url: { url: DATA_URL } }] },
  ],
  [
    'recraft',
    recraftImages,
    { seed: 7, style: 'vector_illustration', negativePrompt: 'x', count: 2 },
    '/images/generations',
    { n: 2, random_seed: 7, style: 'vector_illustration', negative_prompt: 'x', response_format: 'b64_json' },
  ],
])('%s is asked as it wants', async (_name, dialect, wish, url, fields) => {
  const { ask, requests } = await imageOver(openaiImages(dialect), OK);
  await ask({ model: 'm', ...wish });
  expect(requests[0]?.url).toBe(url);
  expect(requests[0]?.body).toEqual({ model: 'm', prompt: 'a red boat', ...fields });
});

it('Recraft changes a whole picture behind one door and a part of it behind another', async () => {
  const { ask, requests } = await imageOver(openaiImages(recraftImages), OK);
  await ask({ model: 'recraftv3', image: png, size: SIZE });
  await ask({ model: 'recraftv3', image: png, mask: png });
  expect(requests.map(({ url }) => url)).toEqual(['/images/imageToImage', '/images/inpaint']);
  const forms = await Promise.all(requests.map(async (request) => Object.fromEntries(await formIn(request))));
  expect(forms[0]).toMatchObject({ strength: '0.5', image: FILE });
  expect(forms[0]).not.toHaveProperty('size');
  expect(forms[1]).toMatchObject({ mask: FILE.replace('image.png', 'mask.png') });
  expect(forms[1]).not.toHaveProperty('strength');
});

describe('an answer', () => {
  it('is billed by tokens where it counts them, by pictures where Seedream does', () => {
    const data = [{ b64_json: PNG_BASE64 }];
    expect(decodeResponse({ data, usage: { input_tokens: 5, output_tokens: 120 } }, 'acme').usage).toEqual({
      input: 5,
      output: 120,
    });
    expect(decodeResponse({ data, usage: { generated_images: 1, output_tokens: 4096 } }, 'acme').usage).toEqual({
      images: 1,
    });
  });

  it.each([
    [{ usage: { cost_in_usd_ticks: 700_000_000 } }, 70_000],
    [{ credits: 40 }, 40_000],
    [{ usage: { cost: 0.04, prompt_tokens: 1 } }, 40_000],
  ])('%j says what it cost', (more, costMicroUsd) => {
    expect(decodeResponse({ data: [{ b64_json: PNG_BASE64 }], ...more }, 'acme').costMicroUsd).toBe(costMicroUsd);
  });

  it.each([
    ['flagged', { url: 'https://a.test/1', respect_moderation: false }],
    ['empty', { b64_json: '' }],
    ['an error that refuses', { error: { code: 'OutputImageSensitiveContentDetected', message: 'no' } }],
  ])('keeps one of two back (%s)', async (_what, item) => {
    const { ask } = await imageOver(openaiImages(xaiImages), { body: { data: [{ b64_json: PNG_BASE64 }, item] } });
    expect((await ask({ count: 2 })).notes).toEqual([expect.stringContaining('1 of 2 pictures were kept back')]);
  });

  it('that keeps all back is a refusal, and one whose every picture failed is that failure', async () => {
    const refused = await imageOver(openaiImages(xaiImages), {
      body: { data: [{ url: 'https://a.test/1', respect_moderation: false }] },
    });
    expect(await failureOf(() => refused.ask())).toMatchObject({ code: 'content_filter' });
    const error = { code: 'InternalServiceError', message: 'gpu on fire' };
    const failing = await imageOver(openaiImages(seedreamImages), { body: { data: [{ error }] } });
    expect(await failureOf(() => failing.ask())).toMatchObject({
      code: 'overloaded',
      message: expect.stringContaining('gpu'),
    });
  });

  it.each([
    [400, { error: { code: 'content_policy_violation', message: 'x', inner_error: {} } }],
    [400, { error: { code: 'moderation_blocked', message: 'x', type: 'image_generation_user_error' } }],
    [
      400,
      {
        error: {
          code: 'InputTextSensitiveContentDetected',
          message: 'The request failed because the input text may contain sensitive information.',
        },
      },
    ],
  ])('%i with %j is a refusal', async (status, body) => {
    const { ask } = await imageOver(openaiImages(gptImages), { status, body });
    expect(await failureOf(() => ask())).toMatchObject({ code: 'content_filter', processed: false });
  });
});
