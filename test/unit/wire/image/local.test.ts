import { describe, expect, it } from 'vitest';
import { automatic1111, modelsIn } from '../../../../src/wire/automatic1111.ts';
import { checkpointsIn, comfyui } from '../../../../src/wire/comfyui/comfyui.ts';
import { asking, formIn, PNG, PNG_BASE64, png } from '../../../support/image.ts';
import type { RecordedRequest } from '../../../upstream.ts';
import { failureOf } from '../../http/harness.ts';
import { imageOver, type Reply } from './over.ts';

const { signal } = new AbortController();
const SIZE = { width: 640, height: 512 };
const MODEL = 'sd_xl_base_1.0.safetensors';

type Node = { readonly class_type: string; readonly inputs: Readonly<Record<string, unknown>> };
/** The nodes of a graph that was sent, by their kind. */
const nodesOf = (request: RecordedRequest | undefined): Readonly<Record<string, Node['inputs']>> => {
  const { prompt }: { prompt: Record<string, Node> } = JSON.parse(request?.text ?? '{}');
  return Object.fromEntries(Object.values(prompt).map((node) => [node.class_type, node.inputs]));
};

describe('a picture of ComfyUI', () => {
  const files = [
    { filename: 'llmkit_1.png', subfolder: 'a b', type: 'output' },
    { filename: 'preview.png', subfolder: '', type: 'temp' },
  ];
  const done = { status: { status_str: 'success', completed: true, messages: [] }, outputs: { 9: { images: files } } };
  const over = (history: unknown, queue: unknown = { queue_running: [], queue_pending: [] }) =>
    imageOver(comfyui(), ({ url }): Reply => {
      if (url === '/prompt') return { body: { prompt_id: 'p1', number: 1, node_errors: {} } };
      if (url === '/upload/image') return { body: { name: 'up.png', subfolder: 'in', type: 'input' } };
      if (url === '/queue') return { body: queue };
      if (url.startsWith('/history')) return { body: history };
      return { body: PNG, type: 'image/png' };
    });

  it('is the smallest graph of the checkpoint, and is fetched from the server itself', async () => {
    const { ask, asked, requests } = await over({ p1: done });
    const result = await ask({ model: MODEL, size: SIZE, negativePrompt: 'people', seed: 7, style: 'oil' });
    expect(asked()).toEqual([
      'POST /prompt',
      'GET /history/p1',
      'GET /view?filename=llmkit_1.png&subfolder=a+b&type=output',
    ]);
    const nodes = nodesOf(requests[0]);
    expect(nodes.CheckpointLoaderSimple).toEqual({ ckpt_name: MODEL });
    expect(nodes.EmptyLatentImage).toEqual({ width: 640, height: 512, batch_size: 1 });
    expect(nodes.KSampler).toMatchObject({ seed: 7, denoise: 1 });
    expect(requests[0]?.text).toContain('people');
    expect(result).toMatchObject({
      images: [{ kind: 'media', media: { bytes: PNG } }],
      seed: 7,
      notes: ['style was dropped'],
    });
  });

  it('has every link of its graph go to a node that is there', async () => {
    const { ask, requests } = await over({ p1: done });
    await ask({ model: MODEL });
    await ask({ model: MODEL, image: png });
    for (const { text } of requests.filter(({ url }) => url === '/prompt')) {
      const { prompt }: { prompt: Record<string, Node> } = JSON.parse(text);
      const links = Object.values(prompt).flatMap(({ inputs }) => Object.values(inputs).filter(Array.isArray));
      expect(links.length).toBeGreaterThan(7);
      for (const [node] of links) expect(Object.keys(prompt)).toContain(node);
    }
  });

  it('begins with an uploaded one where that is to be changed', async () => {
    const { ask, requests } = await over({ p1: done });
    await ask({ model: MODEL, image: png });
    const [upload, prompt] = requests;
    expect(upload === undefined ? [] : await formIn(upload)).toEqual([
      ['image', expect.stringMatching(/^llmkit-\d+\.png image\/png \d+$/)],
      ['type', 'input'],
    ]);
    expect(nodesOf(prompt)).toMatchObject({ LoadImage: { image: 'in/up.png' }, KSampler: { denoise: 0.65 } });
  });

  it.each([
    [{ queue_running: [[1, 'p1', {}]], queue_pending: [] }, 'running'],
    [{ queue_running: [], queue_pending: [[2, 'p1', {}]] }, 'queued'],
  ])('that is not in the history yet is where %j says', async (queue, status) => {
    const { capability } = await over({}, queue);
    if (!('start' in capability)) throw new Error('It is no job.');
    expect(await capability.poll({ id: 'p1' }, { signal })).toEqual({ status });
  });

  it.each([
    [
      [['execution_error', { exception_message: 'CUDA out of memory' }]],
      { status: 'failed', error: { code: 'overloaded' } },
    ],
    [[['execution_interrupted', {}]], { status: 'cancelled' }],
  ])('whose run ended with %j is that', async (messages, state) => {
    const { capability } = await over({ p1: { status: { status_str: 'error', messages } } });
    if (!('start' in capability)) throw new Error('It is no job.');
    expect(await capability.poll({ id: 'p1' }, { signal })).toMatchObject(state);
  });

  it('is taken from the queue, and stopped only while it runs itself', async () => {
    const running = await over({}, { queue_running: [[1, 'p1', {}]] });
    if (!('start' in running.capability)) throw new Error('It is no job.');
    await running.capability.cancel?.({ id: 'p1' }, { signal });
    expect(running.asked()).toEqual(['POST /queue', 'GET /queue', 'POST /interrupt']);
    expect(running.requests[0]?.body).toEqual({ delete: ['p1'] });
    const waiting = await over({}, { queue_running: [[1, 'somebody-elses', {}]] });
    if (!('start' in waiting.capability)) throw new Error('It is no job.');
    await waiting.capability.cancel?.({ id: 'p1' }, { signal });
    expect(waiting.asked()).not.toContain('POST /interrupt');
  });

  it('that is refused tells what is wrong with the graph', async () => {
    const node_errors = { 4: { errors: [{ message: 'Value not in list', details: "ckpt_name: 'x' not in []" }] } };
    const body = {
      error: { type: 'prompt_outputs_failed_validation', message: 'Prompt outputs failed validation' },
      node_errors,
    };
    const { ask } = await imageOver(comfyui(), { status: 400, body });
    expect(await failureOf(() => ask({ model: 'x' }))).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('not in list'),
    });
  });

  it.each([
    [
      { CheckpointLoaderSimple: { input: { required: { ckpt_name: [['a.safetensors', 'b.ckpt'], {}] } } } },
      ['a.safetensors', 'b.ckpt'],
    ],
    [
      { CheckpointLoaderSimple: { input: { required: { ckpt_name: ['COMBO', { options: ['a.safetensors'] }] } } } },
      ['a.safetensors'],
    ],
    [{}, []],
    ['x', []],
  ])('is made with the checkpoints in %j', (body, names) => expect(checkpointsIn(body)).toEqual(names));
});

describe('a picture of the web UI', () => {
  const OK = { body: { images: [PNG_BASE64], info: '{"seed":7}' } };

  it('is asked for with its model for this request alone', async () => {
    const { ask, requests } = await imageOver(automatic1111(), OK);
    const result = await ask({
      model: 'dreamshaper_8',
      size: SIZE,
      negativePrompt: 'people',
      seed: 7,
      style: 'Cinematic',
    });
    expect(requests[0]).toMatchObject({ url: '/sdapi/v1/txt2img' });
    expect(requests[0]?.body).toEqual({
      prompt: 'a red boat',
      negative_prompt: 'people',
      width: 640,
      height: 512,
      batch_size: 1,
      seed: 7,
      styles: ['Cinematic'],
      override_settings: { sd_model_checkpoint: 'dreamshaper_8' },
      override_settings_restore_afterwards: true,
      send_images: true,
      save_images: false,
    });
    expect(result).toMatchObject({ images: [{ media: { bytes: PNG } }], seed: 7 });
  });

  it('is changed where a mask says so', async () => {
    const { ask, requests } = await imageOver(automatic1111(), OK);
    await ask({ model: 'm', image: png, mask: png });
    expect(requests[0]).toMatchObject({
      url: '/sdapi/v1/img2img',
      body: { init_images: [PNG_BASE64], mask: PNG_BASE64, denoising_strength: 0.6 },
    });
  });

  it('is not the grid of several', async () => {
    const { ask } = await imageOver(automatic1111(), {
      body: { images: ['Z3JpZA==', PNG_BASE64, PNG_BASE64], info: '{"seed":7,"index_of_first_image":1}' },
    });
    expect((await ask(asking({ count: 2 }))).images).toMatchObject([
      { media: { bytes: PNG } },
      { media: { bytes: PNG } },
    ]);
  });

  it('is made with the models that it lists', () => {
    expect(modelsIn([{ title: 'a.ckpt [123]', model_name: 'a' }, { title: 'b.ckpt' }, 7])).toEqual(['a', 'b.ckpt']);
  });
});
