import { describe, expect, it } from 'vitest';
import { cloudflareImage } from '../../../../src/wire/cloudflare-image.ts';
import { fireworksImage } from '../../../../src/wire/fireworks-image.ts';
import { hyperbolicImage, veniceImage } from '../../../../src/wire/image-lists.ts';
import { prodia } from '../../../../src/wire/prodia.ts';
import { quiverai } from '../../../../src/wire/quiverai.ts';
import { formIn, JPEG, PNG, PNG_BASE64, png } from '../../../support/image.ts';
import { failureOf } from '../../http/harness.ts';
import { imageOver } from './over.ts';

const WIDE = { width: 1920, height: 1080 };
const FILE = `image.png image/png ${PNG.byteLength}`;

describe('a picture of Prodia', () => {
  const part = (name: string, type: string, body: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]);
  const job = part(
    'job',
    'application/json',
    '{"state":{"current":"completed"},"config":{"seed":7},"price":{"dollars":0.002}}',
  );
  const type = 'multipart/form-data; boundary="b"';
  const whole = Buffer.concat([job, part('output', 'image/png', PNG), Buffer.from('--b--\r\n')]);

  it('comes as a part of a form, beside the job and its price', async () => {
    const { ask, requests } = await imageOver(prodia(), { body: whole, type });
    const result = await ask({
      model: 'inference.flux.schnell.txt2img.v2',
      size: { width: 512, height: 512 },
      seed: 7,
    });
    expect(result).toMatchObject({
      images: [{ media: { bytes: PNG, mimeType: 'image/png' } }],
      seed: 7,
      costMicroUsd: 2000,
    });
    expect(requests[0]).toMatchObject({
      url: '/job?price=true',
      headers: { accept: 'multipart/form-data; image/png' },
      body: {
        type: 'inference.flux.schnell.txt2img.v2',
        config: { prompt: 'a red boat', width: 512, height: 512, seed: 7 },
      },
    });
  });

  it('to be changed goes as a form of the job and its input', async () => {
    const { ask, requests } = await imageOver(prodia(), { body: PNG, type: 'image/png' });
    await ask({ model: 'inference.nano-banana.img2img.v2', image: png });
    const [request] = requests;
    expect(request === undefined ? [] : await formIn(request)).toEqual([
      ['job', expect.stringMatching(/^job\.json application\/json \d+$/)],
      ['input', FILE.replace('image.png', 'input.png')],
    ]);
  });

  it.each([
    ['cut', whole.subarray(0, -8), type, 'bad_response'],
    ['without its boundary', whole, 'multipart/form-data', 'bad_response'],
    ['without a picture', Buffer.concat([job, Buffer.from('--b--\r\n')]), type, 'bad_response'],
    [
      'a failed job',
      Buffer.concat([
        part('job', 'application/json', '{"state":{"current":"failed"},"error":"gpu"}'),
        Buffer.from('--b--'),
      ]),
      type,
      'overloaded',
    ],
  ])('is none when the form is %s', async (_what, body, kind, code) => {
    const { ask } = await imageOver(prodia(), { body, type: kind });
    expect(await failureOf(() => ask({ model: 'm.txt2img' }))).toMatchObject({ code });
  });
});

it('QuiverAI draws after a picture, in SVG', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>';
  const { ask, requests } = await imageOver(quiverai(), {
    body: { data: [{ svg }, { svg }], usage: { input_tokens: 3, output_tokens: 40 } },
  });
  const result = await ask({ model: 'arrow-1.1', count: 2, image: png, style: 'flat', size: WIDE });
  expect(requests[0]?.body).toEqual({
    model: 'arrow-1.1',
    prompt: 'a red boat',
    n: 2,
    instructions: 'flat',
    references: [{ base64: PNG_BASE64 }],
    stream: false,
  });
  expect(result).toMatchObject({
    images: [{ media: { mimeType: 'image/svg+xml' } }, {}],
    usage: { input: 3, output: 40 },
    notes: ['size was dropped'],
  });
});

describe('a picture on Fireworks', () => {
  it('of FLUX comes as bytes', async () => {
    const { ask, requests } = await imageOver(fireworksImage(), { body: JPEG, type: 'image/jpeg' });
    const result = await ask({ model: 'accounts/fireworks/models/flux-1-schnell-fp8', size: WIDE, seed: 7 });
    expect(requests[0]).toMatchObject({
      url: '/workflows/accounts/fireworks/models/flux-1-schnell-fp8/text_to_image',
      body: { prompt: 'a red boat', aspect_ratio: '16:9', seed: 7 },
    });
    expect(result.images).toMatchObject([{ media: { mimeType: 'image/jpeg' } }]);
  });

  it('of an older model is asked for by its sides, and kept back where a header says so', async () => {
    const { ask, requests } = await imageOver(fireworksImage(), {
      body: PNG,
      type: 'image/png',
      headers: { 'finish-reason': 'CONTENT_FILTERED' },
    });
    const model = 'accounts/fireworks/models/stable-diffusion-xl-1024-v1-0';
    expect(await failureOf(() => ask({ model, size: { width: 512, height: 512 } }))).toMatchObject({
      code: 'content_filter',
    });
    expect(requests[0]).toMatchObject({ url: `/image_generation/${model}`, body: { width: 512, height: 512 } });
  });

  const later = (...looks: readonly object[]) => {
    let look = 0;
    return imageOver(fireworksImage(), ({ url }) => ({
      body: url.endsWith('/get_result') ? looks[Math.min(look++, looks.length - 1)] : { request_id: 'r1' },
    }));
  };
  const kontext = { model: 'accounts/fireworks/models/flux-kontext-pro', image: png };

  it('of Kontext is looked at until it is ready', async () => {
    const { ask, asked, requests } = await later(
      { status: 'Pending' },
      { status: 'Ready', result: { sample: 'https://a.test/1' } },
    );
    expect((await ask(kontext)).images).toMatchObject([{ kind: 'link', url: 'https://a.test/1' }]);
    const path = '/workflows/accounts/fireworks/models/flux-kontext-pro';
    expect(asked()).toEqual([`POST ${path}`, `POST ${path}/get_result`, `POST ${path}/get_result`]);
    expect(requests[1]?.body).toEqual({ id: 'r1' });
  });

  it.each([
    [{ status: 'Content Moderated' }, 'content_filter'],
    [{ status: 'Error', details: 'gpu' }, 'overloaded'],
    [{ odd: true }, 'bad_response'],
    [{ status: 'Pending' }, 'timeout'],
  ])('that says %j is %s', async (body, code) => {
    const { ask } = await later(body);
    expect(await failureOf(() => ask(kontext))).toMatchObject({ code });
  });
});

describe('a picture on Cloudflare', () => {
  it.each([
    ['in its envelope', { body: { success: true, result: { image: JPEG.toString('base64') } } }, 'image/jpeg'],
    ['as bytes', { body: PNG, type: 'image/png' }, 'image/png'],
  ])('comes %s', async (_what, reply, mimeType) => {
    const { ask, requests } = await imageOver(cloudflareImage(), reply);
    const result = await ask({ model: '@cf/leonardo/lucid-origin', size: { width: 640, height: 480 }, seed: 7 });
    expect(result.images).toMatchObject([{ media: { mimeType } }]);
    expect(requests[0]).toMatchObject({
      url: '/run/@cf/leonardo/lucid-origin',
      body: { width: 640, height: 480, seed: 7 },
    });
  });

  it('of one size tells that another was left out', async () => {
    const { ask, requests } = await imageOver(cloudflareImage(), { body: PNG, type: 'image/png' });
    expect((await ask({ model: '@cf/black-forest-labs/flux-1-schnell', size: WIDE })).notes).toEqual([
      'size was dropped',
    ]);
    expect(requests[0]?.body).toEqual({ prompt: 'a red boat' });
  });

  it('is an error where the envelope says so', async () => {
    const { ask } = await imageOver(cloudflareImage(), {
      body: { success: false, errors: [{ code: 3030, message: 'AiError: Input prompt contains NSFW content.' }] },
    });
    expect(await failureOf(() => ask({ model: '@cf/x/y' }))).toMatchObject({ code: 'content_filter' });
  });
});

it.each([
  [
    'Venice',
    veniceImage,
    '/image/generate',
    { model: 'm', width: 256, height: 256, seed: 7, format: 'png', return_binary: false },
    [PNG_BASE64],
  ],
  [
    'Hyperbolic',
    hyperbolicImage,
    '/images/generations',
    { model_name: 'm', width: 256, height: 256, seed: 7, backend: 'auto' },
    [{ image: PNG_BASE64, random_seed: 7 }],
  ],
])('%s answers with a list', async (_what, family, url, fields, images) => {
  const { ask, requests } = await imageOver(family(), { body: { images } });
  expect((await ask({ model: 'm', size: { width: 256, height: 256 }, seed: 7 })).images).toMatchObject([
    { media: { bytes: PNG } },
  ]);
  expect(requests[0]).toMatchObject({ url });
  expect(requests[0]?.body).toEqual({ prompt: 'a red boat', ...fields });
});
