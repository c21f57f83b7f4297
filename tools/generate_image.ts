import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';
import {
  artifactFields,
  artifactShape,
  callOptions,
  receiptFields,
  receiptShape,
  runOptions,
} from '../src/core/tool-shapes.ts';
import { loadPicture, readSize } from './_picture.ts';

export default defineTool({
  name: 'generate_image',
  title: 'Generate images',
  group: 'media',
  page: 'images',
  effect: 'write',
  metered: true,
  needs: 'image',
  description: 'Make images from a prompt, or change one.',
  input: z.strictObject({
    prompt: z.string().min(1),
    size: z.string().optional().describe('WxH'),
    count: z.int().min(1).max(16).optional(),
    image: z.string().optional().describe('to change: path, URL or resource URI'),
    mask: z.string().optional().describe('where to change it'),
    negative_prompt: z.string().optional(),
    seed: z.int().min(0).optional(),
    style: z.string().optional(),
    ...callOptions,
  }),
  output: z.object({ artifacts: z.array(artifactShape), seed: z.number().optional(), ...receiptShape }),
  async run({ prompt, size, count, image, mask, negative_prompt, seed, style, ...options }, call) {
    const request = {
      prompt,
      size: size === undefined ? undefined : readSize(size),
      count,
      image: await loadPicture(image, call),
      mask: await loadPicture(mask, call),
      negativePrompt: negative_prompt,
      seed,
      style,
    };
    const { result, receipt } = await call.app.run('image', request, runOptions(options), call);
    return { artifacts: result.artifacts.map(artifactFields), seed: result.seed, ...receiptFields(receipt) };
  },
  text: ({ artifacts, model, notes }) =>
    [
      artifacts.length === 1 ? `An image by ${model}.` : `${artifacts.length} images by ${model}.`,
      ...(notes ?? []).map((note) => `Note: ${note}`),
    ].join('\n'),
});
