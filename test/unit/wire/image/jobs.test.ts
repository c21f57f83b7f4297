import { describe, expect, it } from 'vitest';
import type { ImageRequest } from '../../../../src/core/image.ts';
import type { CapabilityFactory } from '../../../../src/core/provider.ts';
import { bfl } from '../../../../src/wire/bfl.ts';
import { falImage } from '../../../../src/wire/fal-image.ts';
import { klingImage } from '../../../../src/wire/kling-image.ts';
import { leonardoImage } from '../../../../src/wire/leonardo-image.ts';
import { lumaImage } from '../../../../src/wire/luma-image.ts';
import { replicateImage } from '../../../../src/wire/replicate-image.ts';
import { runwareImage } from '../../../../src/wire/runware-image.ts';
import { runwayImage } from '../../../../src/wire/runway-image.ts';
import { imageStep } from '../../../contract/image-answers.ts';
import { PNG_BASE64, png } from '../../../support/image.ts';
import { failureOf } from '../../http/harness.ts';
import { imageOver } from './over.ts';

const DATA_URL = `data:image/png;base64,${PNG_BASE64}`;
const WIDE = { width: 1920, height: 1080 };
const LINK = 'https://cdn.test/boat.png';
const PHOENIX = 'de7d3faf-762f-48e0-b3b7-9d0ac3a3fcf3';

type Case = readonly [
  what: string,
  family: () => CapabilityFactory<'image'>,
  wish: Partial<ImageRequest>,
  path: string,
  body: unknown,
  notes?: readonly string[],
];
const asRatio = (ratio: string): string => `size was given as the ratio ${ratio}: this provider chooses the pixels`;

const CASES: readonly Case[] = [
  [
    'flux-2',
    bfl,
    { model: 'flux-2-pro', size: { width: 1024, height: 768 }, seed: 7, image: png },
    '/flux-2-pro',
    { prompt: 'a red boat', width: 1024, height: 768, input_image: PNG_BASE64, seed: 7, output_format: 'png' },
  ],
  [
    'flux kontext',
    bfl,
    { model: 'flux-kontext-pro', size: WIDE },
    '/flux-kontext-pro',
    { prompt: 'a red boat', aspect_ratio: '16:9', output_format: 'png' },
    [asRatio('16:9')],
  ],
  [
    'flux fill',
    bfl,
    { model: 'flux-pro-1.0-fill', image: png, mask: png },
    '/flux-pro-1.0-fill',
    { prompt: 'a red boat', image: PNG_BASE64, mask: PNG_BASE64, output_format: 'png' },
  ],
  [
    'an older flux',
    bfl,
    { model: 'flux-pro-1.1', image: png },
    '/flux-pro-1.1',
    { prompt: 'a red boat', image_prompt: PNG_BASE64, output_format: 'png' },
  ],
  [
    'Leonardo',
    leonardoImage,
    { model: PHOENIX, count: 2, seed: 7, style: 'Ray-traced', negativePrompt: 'x' },
    '/generations',
    {
      prompt: 'a red boat',
      modelId: PHOENIX,
      width: 1024,
      height: 1024,
      num_images: 2,
      negative_prompt: 'x',
      seed: 7,
      presetStyle: 'RAY_TRACED',
    },
    ['1 of 2 pictures came'],
  ],
  [
    'Leonardo, a model of others',
    leonardoImage,
    { model: 'gemini-image-2', size: WIDE, seed: 7, style: 'Ray-traced' },
    '/generations',
    {
      model: 'gemini-image-2',
      public: false,
      parameters: { prompt: 'a red boat', width: 1920, height: 1080, quantity: 1, seed: 7 },
    },
    ['style was dropped'],
  ],
  [
    'Luma, an older model',
    lumaImage,
    { model: 'photon-1', size: WIDE, seed: 7 },
    '/generations/image',
    { prompt: 'a red boat', model: 'photon-1', aspect_ratio: '16:9', format: 'png' },
    ['seed was dropped', asRatio('16:9')],
  ],
  [
    'Replicate, a change by flux-dev',
    replicateImage,
    { model: 'black-forest-labs/flux-dev', image: png, count: 1 },
    '/models/black-forest-labs/flux-dev/predictions',
    { input: { prompt: 'a red boat', image: DATA_URL } },
  ],
  [
    'Replicate, a change by gpt-image',
    replicateImage,
    { model: 'openai/gpt-image-2', image: png, size: { width: 1536, height: 1024 } },
    '/models/openai/gpt-image-2/predictions',
    { input: { prompt: 'a red boat', aspect_ratio: '3:2', input_images: [DATA_URL] } },
    [asRatio('3:2')],
  ],
  [
    'Luma, a change',
    lumaImage,
    { model: 'uni-1', image: png, style: 'manga' },
    '/generations',
    {
      type: 'image_edit',
      model: 'uni-1',
      prompt: 'a red boat',
      style: 'manga',
      source: { data: PNG_BASE64, media_type: 'image/png' },
      output_format: 'png',
    },
  ],
  [
    'Kling',
    klingImage,
    { model: 'kling-v3', size: WIDE, negativePrompt: 'x' },
    '/v1/images/generations',
    {
      model_name: 'kling-v3',
      prompt: 'a red boat',
      negative_prompt: 'x',
      n: 1,
      aspect_ratio: '16:9',
      resolution: '2k',
    },
    [asRatio('16:9')],
  ],
  [
    'Kling, a change',
    klingImage,
    { model: 'kling-v3', image: png, negativePrompt: 'x' },
    '/v1/images/generations',
    { model_name: 'kling-v3', prompt: 'a red boat', image: PNG_BASE64, n: 1 },
    ['negative_prompt was dropped'],
  ],
  [
    'Runway',
    runwayImage,
    { model: 'gen4_image', size: WIDE, seed: 7, image: png },
    '/v1/text_to_image',
    {
      model: 'gen4_image',
      promptText: 'a red boat',
      ratio: '1920:1080',
      seed: 7,
      referenceImages: [{ uri: DATA_URL }],
    },
  ],
  [
    'a model that Runway passes on',
    runwayImage,
    { model: 'gpt_image_2', count: 3, seed: 7 },
    '/v1/text_to_image',
    { model: 'gpt_image_2', promptText: 'a red boat', ratio: '1920:1920', outputCount: 3 },
    ['seed was dropped', '1 of 3 pictures came'],
  ],
  [
    'fal',
    falImage,
    { model: 'fal-ai/flux/dev', size: WIDE, count: 2, seed: 7 },
    '/fal-ai/flux/dev',
    { prompt: 'a red boat', image_size: WIDE, num_images: 2, seed: 7 },
    ['1 of 2 pictures came'],
  ],
  [
    'fal, a change',
    falImage,
    { model: 'fal-ai/flux-2-pro', image: png },
    '/fal-ai/flux-2-pro/edit',
    { prompt: 'a red boat', image_urls: [DATA_URL] },
  ],
  [
    'fal, by ratio',
    falImage,
    { model: 'fal-ai/flux-pro/kontext', size: WIDE, image: png },
    '/fal-ai/flux-pro/kontext',
    { prompt: 'a red boat', aspect_ratio: '16:9', image_url: DATA_URL },
    [asRatio('16:9')],
  ],
  [
    'fal, an app that nobody knows',
    falImage,
    { model: 'fal-ai/new', image: png, mask: png, negativePrompt: 'x' },
    '/fal-ai/new',
    { prompt: 'a red boat', negative_prompt: 'x', image_url: DATA_URL, mask_url: DATA_URL },
  ],
  [
    'Replicate, flux 2',
    replicateImage,
    { model: 'black-forest-labs/flux-2-pro', size: WIDE, image: png },
    '/models/black-forest-labs/flux-2-pro/predictions',
    { input: { prompt: 'a red boat', aspect_ratio: '16:9', input_images: [DATA_URL] } },
    [asRatio('16:9')],
  ],
  [
    'Replicate, flux 1.1',
    replicateImage,
    { model: 'black-forest-labs/flux-1.1-pro', size: { width: 1024, height: 768 }, seed: 7 },
    '/models/black-forest-labs/flux-1.1-pro/predictions',
    { input: { prompt: 'a red boat', aspect_ratio: 'custom', width: 1024, height: 768, seed: 7 } },
  ],
  [
    'Replicate, Ideogram',
    replicateImage,
    { model: 'ideogram-ai/ideogram-v2', image: png, mask: png, style: 'Anime' },
    '/models/ideogram-ai/ideogram-v2/predictions',
    { input: { prompt: 'a red boat', style_type: 'Anime', image: DATA_URL, mask: DATA_URL } },
  ],
  [
    'Replicate, Recraft',
    replicateImage,
    { model: 'recraft-ai/recraft-v3', size: { width: 1365, height: 1024 }, seed: 7 },
    '/models/recraft-ai/recraft-v3/predictions',
    { input: { prompt: 'a red boat', size: '1365x1024' } },
    ['seed was dropped'],
  ],
  [
    'Replicate, a pinned version',
    replicateImage,
    { model: 'a/b:0123456789abcdef', size: { width: 512, height: 512 }, count: 2, negativePrompt: 'x' },
    '/predictions',
    {
      version: '0123456789abcdef',
      input: { prompt: 'a red boat', width: 512, height: 512, negative_prompt: 'x', num_outputs: 2 },
    },
    ['1 of 2 pictures came'],
  ],
];

/** The contract's documented answers, whatever the model. */
const documented = (request: Parameters<typeof imageStep>[0]) => {
  const step = imageStep(request);
  return { body: step?.body ?? { id: 'job-1', request_id: 'job-1' } };
};

const named = CASES.map(([what, ...rest]) => [what, rest] as const);
it.each(named)('%s is asked as it wants', async (_what, [family, wish, path, body, notes]) => {
  const { ask, requests } = await imageOver(family(), documented);
  const result = await ask(wish);
  expect(requests[0]).toMatchObject({ method: 'POST', url: path });
  expect(requests[0]?.body).toEqual(body);
  expect(result.images).toEqual([expect.objectContaining({ kind: 'link', url: LINK })]);
  expect(result.notes).toEqual(notes);
});

it.each([
  [PHOENIX, { init_image_id: 'up-1' }],
  [
    'gemini-image-2',
    { parameters: { guidances: { image_reference: [{ image: { id: 'up-1', type: 'UPLOADED' }, strength: 'MID' }] } } },
  ],
])('a picture that Leonardo changes by %s is uploaded before', async (model, said) => {
  const upload = { id: 'up-1', fields: '{"key":"k"}' };
  const { ask, requests } = await imageOver(leonardoImage(), (request) =>
    request.url.endsWith('/init-image')
      ? { body: { uploadInitImage: { ...upload, url: `http://${request.headers.host}/up` } } }
      : documented(request),
  );
  expect(await ask({ model, image: png })).toMatchObject({ images: [{ kind: 'link', url: LINK }] });
  expect(requests.slice(0, 3).map(({ url }) => url)).toEqual(['/init-image', '/up', '/generations']);
  expect(requests[2]?.body).toMatchObject(said);
  expect(requests[2]?.body).not.toHaveProperty('picture');
});

it('a picture of Luma’s older API lies among its assets', async () => {
  const { ask } = await imageOver(lumaImage(), ({ method }) => ({
    body: method === 'POST' ? { id: 'g' } : { id: 'g', state: 'completed', assets: { image: LINK }, model: 'photon-1' },
  }));
  expect(await ask({ model: 'photon-1' })).toMatchObject({ images: [{ url: LINK }], model: 'photon-1' });
});

describe('a picture of Runware', () => {
  it('is priced without being made', async () => {
    const { capability, requests } = await imageOver(runwareImage(), { body: { data: [{ cost: 0.03 }] } });
    const signal = new AbortController().signal;
    const price = await capability.estimate?.({ model: 'bfl:5@1', prompt: 'p', count: 2 }, { signal });
    expect(price).toEqual({ costMicroUsd: 30_000 });
    expect(requests[0]?.headers['x-runware-dry-run']).toBe('1');
    expect(requests[0]?.body).toMatchObject([{ taskType: 'imageInference', numberResults: 2 }]);
  });

  const over = (result: unknown) =>
    imageOver(runwareImage(), ({ text }) => ({
      body: text.includes('getResponse') ? result : { data: [{ taskUUID: 'u' }] },
    }));
  const shown = { status: 'success', imageURL: LINK, cost: 0.02, seed: 9 };

  it('is a task in a list, with its cost', async () => {
    const { ask, requests } = await over({ data: [shown] });
    const result = await ask({
      model: 'runware:400@1',
      size: { width: 1024, height: 768 },
      image: png,
      mask: png,
      negativePrompt: 'x',
      seed: 9,
    });
    expect(requests[0]?.body).toEqual([
      {
        taskType: 'imageInference',
        taskUUID: expect.any(String),
        deliveryMethod: 'async',
        model: 'runware:400@1',
        positivePrompt: 'a red boat',
        negativePrompt: 'x',
        width: 1024,
        height: 768,
        numberResults: 1,
        seed: 9,
        seedImage: DATA_URL,
        maskImage: DATA_URL,
        outputType: 'URL',
        outputFormat: 'PNG',
        includeCost: true,
      },
    ]);
    expect(result).toMatchObject({ seed: 9, costMicroUsd: 20_000, usage: { images: 1 } });
  });

  it('of a model of another maker takes a picture as a reference, and no mask', async () => {
    const { ask, requests } = await over({ data: [shown] });
    await ask({ model: 'bfl:5@1', image: png });
    expect(requests[0]?.body).toMatchObject([{ inputs: { referenceImages: [DATA_URL] } }]);
    expect(await failureOf(() => ask({ model: 'bfl:5@1', image: png, mask: png }))).toMatchObject({
      code: 'unsupported',
    });
  });

  it('that was flagged is kept back, and paid for', async () => {
    const { ask } = await over({ data: [shown, { ...shown, NSFWContent: true }] });
    const result = await ask({ model: 'bfl:5@1', count: 2 });
    expect(result).toMatchObject({ costMicroUsd: 40_000, notes: [expect.stringContaining('1 of 2 pictures')] });
    const none = await over({ data: [{ ...shown, NSFWContent: true }] });
    expect(await failureOf(() => none.ask({ model: 'bfl:5@1' }))).toMatchObject({ code: 'content_filter' });
  });
});

describe('what a job made', () => {
  it('on fal is no picture where it was found unfit', async () => {
    const { ask } = await imageOver(falImage(), ({ url }) => ({
      body: /\/q$/.test(url)
        ? { images: [{ url: LINK }, { url: `${LINK}2` }], has_nsfw_concepts: [true, false], seed: 3 }
        : { request_id: 'q', status: 'COMPLETED' },
    }));
    expect(await ask({ model: 'fal-ai/flux/dev', count: 2 })).toMatchObject({
      images: [{ url: `${LINK}2` }],
      seed: 3,
      notes: [expect.stringContaining('1 of 2')],
    });
  });

  it.each([
    ['an address', LINK, [LINK]],
    ['a list', [LINK, `${LINK}2`], [LINK, `${LINK}2`]],
    ['an object', { image: LINK, seed: 5 }, [LINK]],
  ])('on Replicate is %s', async (_what, output, urls) => {
    const { ask } = await imageOver(replicateImage(), { body: { id: 'p', status: 'succeeded', output } });
    const result = await ask({ model: 'a/b' });
    expect(result.images.map((picture) => (picture.kind === 'link' ? picture.url : ''))).toEqual(urls);
  });

  it('on Replicate is an error where it is text', async () => {
    const { ask } = await imageOver(replicateImage(), {
      body: { id: 'p', status: 'succeeded', output: ['once', ' upon'] },
    });
    expect(await failureOf(() => ask({ model: 'a/b' }))).toMatchObject({ code: 'bad_response' });
  });

  it('at Black Forest Labs cost what the start said', async () => {
    const { ask } = await imageOver(bfl(), documented);
    expect(await ask({ model: 'flux-2-pro' })).toMatchObject({ costMicroUsd: 30_000, seed: 7 });
  });

  it('at Leonardo cost what the start said in dollars', async () => {
    const { ask } = await imageOver(leonardoImage(), documented);
    expect(await ask({ model: PHOENIX })).toMatchObject({ costMicroUsd: 20_000, seed: 7 });
  });
});

it('gen4_image_turbo wants a picture before anything is sent', async () => {
  const { ask, requests } = await imageOver(runwayImage(), documented);
  expect(await failureOf(() => ask({ model: 'gen4_image_turbo' }))).toMatchObject({ code: 'invalid_input' });
  expect(requests).toEqual([]);
});
