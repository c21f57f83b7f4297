import { z } from 'zod';
import { ProviderError } from '../src/core/errors.ts';
import type { Size } from '../src/core/image.ts';
import { defineTool } from '../src/core/tool.ts';
import {
  artifactFields,
  artifactShape,
  callOptions,
  receiptFields,
  receiptShape,
  runOptions,
} from '../src/core/tool-shapes.ts';
import { checkedSize, loadPicture } from './_picture.ts';

export default defineTool({
  name: 'generate_video',
  title: 'Generate a video',
  group: 'media',
  page: 'job',
  effect: 'write',
  metered: true,
  needs: 'video',
  description:
    'Make a video from a prompt, or from a first frame. It goes on as a job when it takes longer; see get_job.',
  input: z.strictObject({
    prompt: z.string().min(1),
    duration_s: z.number().positive().optional(),
    width: z.int().positive().optional(),
    height: z.int().positive().optional(),
    aspect_ratio: z.string().optional().describe('e.g. 16:9'),
    fps: z.number().positive().optional(),
    image: z.string().optional().describe('first frame: path, URL or resource URI'),
    seed: z.int().min(0).optional(),
    wait: z.boolean().optional().describe('false: answer with job_id at once'),
    ...callOptions,
  }),
  output: z.object({
    artifact: artifactShape,
    duration_s: z.number().optional(),
    seed: z.number().optional(),
    ...receiptShape,
  }),
  async run({ prompt, duration_s, width, height, aspect_ratio, fps, image, seed, wait: _wait, ...options }, call) {
    const request = {
      prompt,
      durationS: duration_s,
      size: sizeOf(width, height),
      aspectRatio: aspect_ratio,
      fps,
      image: await loadPicture(image, call),
      seed,
    };
    const { result, receipt } = await call.app.run('video', request, runOptions(options), call);
    return {
      artifact: artifactFields(result.artifact),
      duration_s: result.durationS,
      seed: result.seed,
      ...receiptFields(receipt),
    };
  },
  text: ({ duration_s, model, notes }) => {
    const length = duration_s === undefined ? 'A' : `${Math.round(duration_s * 10) / 10} s of`;
    return [`${length} video by ${model}.`, ...(notes ?? []).map((note) => `Note: ${note}`)].join('\n');
  },
});

function sizeOf(width: number | undefined, height: number | undefined): Size | undefined {
  if (width !== undefined && height !== undefined) return checkedSize({ width, height });
  if (width === undefined && height === undefined) return undefined;
  throw new ProviderError('invalid_input', {
    message: 'width and height go together.',
    hint: 'Give both, or aspect_ratio.',
    processed: false,
  });
}
