import { describe, expect, it } from 'vitest';
import type { ImageCapability, ImageRequest } from '../../../src/core/image.ts';
import { LOCAL_PRINCIPAL } from '../../../src/core/tool.ts';
import cancelJob from '../../../tools/cancel_job.ts';
import estimateCost from '../../../tools/estimate_cost.ts';
import generateImage from '../../../tools/generate_image.ts';
import generateVideo from '../../../tools/generate_video.ts';
import getJob from '../../../tools/get_job.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { done, film, picture, studio } from '../runtime/films.ts';
import { provider } from '../runtime/pipeline.ts';
import { appCall } from './app.ts';

const png = { bytes: picture(), mimeType: 'image/png' };

function painter(limits: ReturnType<ImageCapability['limits']> = {}) {
  const requests: ImageRequest[] = [];
  const image: ImageCapability = {
    limits: () => limits,
    async generate(request) {
      requests.push(request);
      const images = Array.from({ length: request.count ?? 1 }, (_, index) => ({
        kind: 'media' as const,
        media: { bytes: picture(`picture ${index}`), mimeType: 'image/png' },
      }));
      return { images, usage: {}, seed: 7 };
    },
  };
  return { requests, image };
}

const price = { acme: [{ id: 'brush', capability: 'image' as const, price: { image: 0.04 } }] };

describe('generate_image', () => {
  it('makes pictures, keeps them and says what they cost', async () => {
    const { image, requests } = painter();
    const call = appCall([provider('acme', { image })], { modelFacts: price, media: { 'cat.png': png } });
    const output = await generateImage.run(
      { prompt: 'A cat.', size: '1024x768', count: 2, image: 'cat.png', negative_prompt: 'dogs' },
      call,
    );
    expect(output).toMatchObject({
      artifacts: [{ mime_type: 'image/png' }, { mime_type: 'image/png' }],
      seed: 7,
      usage: { images: 2 },
      cost_usd: 0.08,
    });
    expect(requests).toMatchObject([
      { model: 'brush', prompt: 'A cat.', size: { width: 1024, height: 768 }, image: png, negativePrompt: 'dogs' },
    ]);
    expect(generateImage.text(generateImage.output.parse(output))).toBe('2 images by brush.');
  });

  it('refuses what the model cannot make before it costs anything, naming the nearest', async () => {
    const { image, requests } = painter({ sizes: [{ width: 1024, height: 1024 }], maxCount: 1 });
    const call = appCall([provider('acme', { image })]);
    await expect(generateImage.run({ prompt: 'A cat.', size: '1000x1000' }, call)).rejects.toMatchObject({
      code: 'invalid_input',
      hint: expect.stringContaining('1024x1024'),
    });
    await expect(generateImage.run({ prompt: 'A cat.', count: 3 }, call)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(requests).toEqual([]);
  });

  it.each([
    [{ prompt: 'A cat.', size: 'large' }, 'no size'],
    [{ prompt: 'A cat.', size: '0x5' }, 'pixels'],
    [{ prompt: ' ' }, 'no prompt'],
    [{ prompt: 'A cat.', image: 'notes.txt' }, 'not an image'],
    [{ prompt: 'A cat.', mask: 'cat.png' }, 'mask'],
  ])('refuses %j', async (input, message) => {
    const { image, requests } = painter();
    const text = { bytes: Buffer.from('notes'), mimeType: 'text/plain' };
    const call = appCall([provider('acme', { image })], { media: { 'notes.txt': text, 'cat.png': png } });
    await expect(generateImage.run(input, call)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(message),
    });
    expect(requests).toEqual([]);
  });

  it('keeps to the budget, and to what was estimated', async () => {
    const { image, requests } = painter();
    const call = appCall([provider('acme', { image })], { modelFacts: price });
    const input = { prompt: 'A cat.', count: 3, model: 'acme/brush' };
    expect(await estimateCost.run({ tool: 'generate_image', arguments: input }, call)).toMatchObject({
      candidates: [{ cost_usd: { low: 0.12, high: 0.12 } }],
    });
    await expect(generateImage.run({ ...input, max_cost_usd: 0.1 }, call)).rejects.toMatchObject({
      code: 'budget_exceeded',
    });
    expect(requests).toEqual([]);
  });
});

describe('generate_video', () => {
  const second = { acme: [{ id: 'camera', capability: 'video' as const, price: { second: 0.1 } }] };

  it('makes a film, keeps it and counts its seconds', async () => {
    const clock = createFakeClock();
    const { video, seen } = studio({ states: [done(film())] });
    const call = appCall([provider('acme', { video })], { clock, modelFacts: second });
    const output = await clock.runUntil(
      generateVideo.run({ prompt: 'A fox.', duration_s: 5, width: 1280, height: 720, wait: true }, call),
    );
    expect(output).toMatchObject({
      artifact: { mime_type: 'video/mp4' },
      duration_s: 5,
      usage: { seconds: 5 },
      cost_usd: 0.5,
    });
    expect(seen.starts).toMatchObject([{ durationS: 5, size: { width: 1280, height: 720 } }]);
    expect(generateVideo.text(generateVideo.output.parse(output))).toBe('5 s of video by camera.');
  });

  it('takes width and height together', async () => {
    const { video, seen } = studio({ states: [done()] });
    const call = appCall([provider('acme', { video })]);
    await expect(generateVideo.run({ prompt: 'A fox.', width: 1280 }, call)).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(seen.starts).toEqual([]);
  });

  it('is estimated by its seconds', async () => {
    const { video } = studio({ states: [done()] });
    const call = appCall([provider('acme', { video })], { modelFacts: second });
    const input = { prompt: 'A fox.', duration_s: 8, model: 'acme/camera' };
    expect(await estimateCost.run({ tool: 'generate_video', arguments: input }, call)).toMatchObject({
      candidates: [{ cost_usd: { low: 0.8, high: 0.8 } }],
    });
  });

  it('is told how to be had where nothing is configured', async () => {
    const { video } = studio({ states: [done()] });
    const call = appCall([provider('acme', { video })], { settings: { keys: {} } });
    await expect(generateVideo.run({ prompt: 'A fox.' }, call)).rejects.toMatchObject({
      code: 'not_configured',
      hint: expect.stringContaining('ACME_API_KEY'),
    });
  });
});

describe('get_job and cancel_job', () => {
  it('tell of a job, its result and its end', async () => {
    const clock = createFakeClock();
    const call = appCall([], { clock });
    const jobs = await call.app.jobs();
    const work = Promise.withResolvers<{ text: string }>();
    const performed = jobs.perform({
      tool: 'chat',
      arguments: { prompt: 'Hello' },
      principal: LOCAL_PRINCIPAL,
      signal: new AbortController().signal,
      run: () => work.promise,
    });
    await clock.advance(45_000);
    const outcome = await performed;
    if (outcome.isDone) throw new Error('not reached');
    const job_id = outcome.job.id;
    const running = getJob.output.parse(await getJob.run({ job_id }, call));
    expect(running).toEqual({ job_id, kind: 'chat', status: 'running' });
    expect(getJob.text(running)).toBe('chat is running.');
    work.resolve({ text: 'Hello yourself.' });
    const ended = getJob.output.parse(await clock.runUntil(getJob.run({ job_id, wait_ms: 1000 }, call)));
    expect(ended).toEqual({
      job_id,
      kind: 'chat',
      status: 'succeeded',
      progress: 1,
      result: { text: 'Hello yourself.' },
    });
    expect(getJob.text(ended)).toBe('chat succeeded.\nHello yourself.');
    const cancelled = cancelJob.output.parse(await cancelJob.run({ job_id }, call));
    expect(cancelJob.text(cancelled)).toBe('It had ended already: succeeded.');
    await expect(getJob.run({ job_id: 'unknown' }, call)).rejects.toMatchObject({ code: 'not_found' });
  });
});
