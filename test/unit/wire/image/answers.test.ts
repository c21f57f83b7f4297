import { describe, expect, it } from 'vitest';
import { bedrockImage } from '../../../../src/wire/bedrock-image.ts';
import { geminiImage } from '../../../../src/wire/gemini-image.ts';
import { ideogram } from '../../../../src/wire/ideogram.ts';
import { minimaxImage } from '../../../../src/wire/minimax-image.ts';
import { stability } from '../../../../src/wire/stability.ts';
import { formIn, PNG, PNG_BASE64, png } from '../../../support/image.ts';
import { failureOf } from '../../http/harness.ts';
import { imageOver } from './over.ts';

const WIDE = { width: 1920, height: 1080 };
const FILE = `image.png image/png ${PNG.byteLength}`;

describe('a picture of Gemini', () => {
  const inlineData = { mimeType: 'image/png', data: PNG_BASE64 };
  const answer = (candidate: object, more: object = {}) => ({ body: { candidates: [candidate], ...more } });
  const made = answer({ content: { parts: [{ text: 'Here.' }, { inlineData }] }, finishReason: 'STOP' });

  it('is asked for by ratio and tier, beside the picture to change', async () => {
    const { ask, requests } = await imageOver(geminiImage(), made);
    await ask({ model: 'gemini-3-pro-image', size: { width: 2560, height: 1440 }, image: png });
    expect(requests[0]).toMatchObject({
      url: '/models/gemini-3-pro-image:generateContent',
      body: {
        contents: [{ role: 'user', parts: [{ text: 'a red boat' }, { inlineData }] }],
        generationConfig: {
          responseModalities: ['TEXT', 'IMAGE'],
          imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
        },
      },
    });
    await ask({ model: 'gemini-2.5-flash-image', size: WIDE });
    expect(requests[1]?.body).toMatchObject({ generationConfig: { imageConfig: { aspectRatio: '16:9' } } });
    expect(JSON.stringify(requests[1]?.body)).not.toContain('imageSize');
  });

  it('is not the sketch that the model made while it thought', async () => {
    const parts = [{ inlineData: { ...inlineData, data: 'c2tldGNo' }, thought: true }, { inlineData }];
    const usageMetadata = { promptTokenCount: 4, candidatesTokenCount: 1290, thoughtsTokenCount: 10 };
    const { ask } = await imageOver(
      geminiImage(),
      answer({ content: { parts }, finishReason: 'STOP' }, { usageMetadata }),
    );
    const result = await ask({ model: 'gemini-3-pro-image' });
    expect(result).toMatchObject({
      images: [{ media: { bytes: PNG } }],
      usage: { input: 4, output: 1300, reasoning: 10 },
    });
  });

  it('is read from the chunks of a stream too', async () => {
    const chunks = [{ candidates: [{ content: { parts: [{ text: 'Here' }] } }] }, made.body];
    const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
    const { ask } = await imageOver(geminiImage(), { body, type: 'text/event-stream' });
    expect((await ask({ model: 'gemini-3.1-flash-image' })).images).toHaveLength(1);
  });

  it.each([
    [answer({ content: {}, finishReason: 'IMAGE_SAFETY' }), 'content_filter', 'safety filter'],
    [answer({ finishReason: 'PROHIBITED_CONTENT' }), 'content_filter', 'safety filter'],
    [{ body: { promptFeedback: { blockReason: 'SAFETY' } } }, 'content_filter', 'safety filter'],
    [
      answer({ content: { parts: [{ text: 'I would rather talk.' }] }, finishReason: 'STOP' }),
      'bad_response',
      'I would rather talk.',
    ],
    [answer({ content: {}, finishReason: 'NO_IMAGE' }), 'bad_response', 'NO_IMAGE'],
  ])('%j is none', async (reply, code, words) => {
    const { ask } = await imageOver(geminiImage(), reply);
    expect(await failureOf(() => ask({ model: 'gemini-3.1-flash-image' }))).toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });
});

describe('a picture of Stability', () => {
  const OK = { body: { image: PNG_BASE64, finish_reason: 'SUCCESS', seed: 7 } };
  const form = async (wish: object) => {
    const { ask, requests } = await imageOver(stability(), OK);
    const result = await ask(wish);
    const [request] = requests;
    if (request === undefined) throw new Error('Nothing was asked.');
    return {
      url: request.url,
      accept: request.headers.accept,
      result,
      fields: Object.fromEntries(await formIn(request)),
    };
  };

  it.each([
    [
      { model: 'sd3.5-large', size: WIDE, seed: 7 },
      '/v2beta/stable-image/generate/sd3',
      { model: 'sd3.5-large', mode: 'text-to-image', aspect_ratio: '16:9', seed: '7' },
    ],
    [
      { model: 'sd3.5-medium', image: png },
      '/v2beta/stable-image/generate/sd3',
      { model: 'sd3.5-medium', mode: 'image-to-image', image: FILE, strength: '0.65' },
    ],
    [
      { model: 'ultra', negativePrompt: 'x', image: png },
      '/v2beta/stable-image/generate/ultra',
      { negative_prompt: 'x', image: FILE, strength: '0.65' },
    ],
    [{ model: 'core', style: 'anime' }, '/v2beta/stable-image/generate/core', { style_preset: 'anime' }],
    [
      { model: 'sd3.5-large', image: png, mask: png },
      '/v2beta/stable-image/edit/inpaint',
      { image: FILE, mask: FILE.replace('image.png', 'mask.png') },
    ],
  ])('%# is a form, even where there is no file', async (wish, url, fields) => {
    const sent = await form(wish);
    expect(sent).toMatchObject({ url, accept: 'application/json', result: { seed: 7 } });
    expect(sent.fields).toEqual({ prompt: 'a red boat', output_format: 'png', ...fields });
  });

  it.each([
    [{ body: { image: PNG_BASE64, finish_reason: 'CONTENT_FILTERED', seed: 1 } }],
    [
      {
        status: 403,
        body: {
          id: 'x',
          name: 'content_moderation',
          errors: ['Your request was flagged by our content moderation system'],
        },
      },
    ],
  ])('%j was kept back', async (reply) => {
    const { ask } = await imageOver(stability(), reply);
    expect(await failureOf(() => ask({ model: 'core' }))).toMatchObject({ code: 'content_filter' });
  });
});

describe('a picture of Stability on Bedrock', () => {
  it('is asked for in JSON', async () => {
    const { ask, requests } = await imageOver(bedrockImage(), {
      body: { images: [PNG_BASE64], seeds: [7], finish_reasons: [null] },
    });
    const result = await ask({ model: 'stability.sd3-5-large-v1:0', image: png, seed: 7, negativePrompt: 'x' });
    expect(requests[0]).toMatchObject({ url: '/model/stability.sd3-5-large-v1%3A0/invoke' });
    expect(requests[0]?.body).toEqual({
      prompt: 'a red boat',
      negative_prompt: 'x',
      mode: 'image-to-image',
      image: PNG_BASE64,
      strength: 0.65,
      seed: 7,
      output_format: 'png',
    });
    expect(result.seed).toBe(7);
  });

  it('was kept back where the reason says so', async () => {
    const { ask } = await imageOver(bedrockImage(), {
      body: { seeds: [], finish_reasons: ['Filter reason: prompt'], images: [] },
    });
    expect(await failureOf(() => ask({ model: 'stability.stable-image-core-v1:1' }))).toMatchObject({
      code: 'content_filter',
    });
  });
});

describe('a picture of Ideogram', () => {
  it.each([
    [
      { model: 'ideogram-v3', size: { width: 1280, height: 704 }, count: 2, style: 'Art deco', seed: 7 },
      '/v1/ideogram-v3/generate',
      { num_images: '2', seed: '7', style_preset: 'ART_DECO', resolution: '1280x704' },
    ],
    [
      { model: 'ideogram-v3', image: png, style: 'design', negativePrompt: 'x' },
      '/v1/ideogram-v3/remix',
      { image: FILE, style_type: 'DESIGN', negative_prompt: 'x' },
    ],
    [
      { model: 'ideogram-v3', image: png, mask: png },
      '/v1/ideogram-v3/edit',
      { image: FILE, mask: FILE.replace('image.png', 'mask.png') },
    ],
    [{ model: 'ideogram-v4', seed: 7 }, '/v1/ideogram-v4/generate', { seed: '7' }],
  ])('%# goes to the door of its version', async (wish, url, fields) => {
    const { ask, requests } = await imageOver(ideogram(), {
      body: { data: [{ url: 'https://a.test/1', is_image_safe: true, seed: 9 }] },
    });
    expect((await ask(wish)).seed).toBe(9);
    const [request] = requests;
    expect(request?.url).toBe(url);
    expect(request === undefined ? {} : Object.fromEntries(await formIn(request))).toEqual({
      prompt: 'a red boat',
      ...fields,
    });
  });

  it('that is not safe has no address', async () => {
    const { ask } = await imageOver(ideogram(), { body: { data: [{ is_image_safe: false, seed: 9 }] } });
    expect(await failureOf(() => ask({ model: 'ideogram-v3' }))).toMatchObject({ code: 'content_filter' });
    const refused = await imageOver(ideogram(), {
      status: 422,
      body: { error: 'Prompt provided failed safety check due to the inclusion of prohibited content.' },
    });
    expect(await failureOf(() => refused.ask({ model: 'ideogram-v4' }))).toMatchObject({
      code: 'content_filter',
      status: 422,
    });
  });
});

describe('a picture of MiniMax', () => {
  it('is asked for by ratio, and tells how many were kept back', async () => {
    const { ask, requests } = await imageOver(minimaxImage(), {
      body: {
        data: { image_base64: [PNG_BASE64] },
        metadata: { success_count: '1', failed_count: '1' },
        base_resp: { status_code: 0 },
      },
    });
    const result = await ask({ model: 'image-01', size: WIDE, count: 2 });
    expect(requests[0]?.body).toEqual({
      model: 'image-01',
      prompt: 'a red boat',
      aspect_ratio: '16:9',
      n: 2,
      response_format: 'base64',
    });
    expect(result.notes?.at(-1)).toContain('1 of 2 pictures');
  });

  it.each([
    [1026, 'content_filter'],
    [1002, 'rate_limited'],
    [1004, 'auth_rejected'],
    [1008, 'quota_exhausted'],
    [2013, 'bad_request'],
    [1000, 'overloaded'],
  ])('is an error under HTTP 200 with code %i', async (status_code, code) => {
    const { ask } = await imageOver(minimaxImage(), { body: { base_resp: { status_code, status_msg: 'said' } } });
    expect(await failureOf(() => ask({ model: 'image-01' }))).toMatchObject({
      code,
      message: expect.stringContaining('said'),
    });
  });
});
