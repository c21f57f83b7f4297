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
import { imageShape, readImageRequest } from './_media-input.ts';

export default defineTool({
  name: 'generate_image',
  title: 'Generate images',
  group: 'media',
  page: 'images',
  effect: 'write',
  metered: true,
  needs: 'image',
  description: 'Make images from a prompt, or change one.',
  input: z.strictObject({ ...imageShape, ...callOptions }),
  output: z.object({ artifacts: z.array(artifactShape), seed: z.number().optional(), ...receiptShape }),
  async run(input, call) {
    const request = await readImageRequest(input, call);
    const { result, receipt } = await call.app.run('image', request, runOptions(input), call);
    return { artifacts: result.artifacts.map(artifactFields), seed: result.seed, ...receiptFields(receipt) };
  },
  text: ({ artifacts, model, notes }) =>
    [
      artifacts.length === 1 ? `An image by ${model}.` : `${artifacts.length} images by ${model}.`,
      ...(notes ?? []).map((note) => `Note: ${note}`),
    ].join('\n'),
});
